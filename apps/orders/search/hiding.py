"""Texts that customers wrote, as staff may read them (docs/security.md, "Personal data"): what the scanners take for personal is shortened.

A surname of an unusual form at the beginning of a sentence is not seen by any scanner; where the order says whose text it
is, those names and streets are shortened too.
"""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext

from apps.core.clock import now
from apps.core.masking import mask_email, mask_phone, redact_text
from apps.orders.search.names import fold_name
from apps.orders.search.people import given_name
from apps.orders.search.pieces import EMAIL, NAME, PHONE, STREET, WORD, Piece, Understood
from apps.orders.search.terms import name_terms, street_terms
from apps.orders.search.understand import understand

PERSONAL = frozenset((PHONE, EMAIL, NAME, STREET))
_NOTHING = "•••"
_TOKEN = re.compile(r"[^\W\d_]+")


def masked_text(text: str, *contacts: Mapping[str, str]) -> str:
    """`text` without phones, e-mails, surnames and streets: those that are found in it, and those of `contacts` in any case ending."""
    shown = "".join(stretch for stretch, _ in stretches(understand(text, now=now()), masked=True))
    return _without(shown, contacts) if contacts else shown


def without_persons(text: str) -> str:
    """`text` with blanks where something personal was understood for sure; for indexes, which are not sealed."""
    kept, end = [], 0
    for piece in understand(text, now=now()).pieces:
        if piece.sure and piece.kind in PERSONAL:
            kept.append(text[end : piece.start])
            end = piece.end
    return redact_text(" ".join((*kept, text[end:])))


def _without(text: str, contacts: tuple[Mapping[str, str], ...]) -> str:
    names = {part for contact in contacts for term in name_terms(contact.get("name", "")) for part in term.value.split()}
    streets = {part for contact in contacts for term in street_terms(contact.get("street", "")) for part in term.value.split()}

    def shorten(found: re.Match[str]) -> str:
        token = found.group()
        forms = fold_name(token)
        if not streets.isdisjoint(forms):
            return _NOTHING
        return token if names.isdisjoint(forms) or given_name(token) else f"{token[0]}."

    return _TOKEN.sub(shorten, text)


def stretches(understood: Understood, *, masked: bool) -> Iterator[tuple[str, str]]:
    """The whole text in parts with their kind, "" where nothing was understood; words alone are no part, they are what is left."""
    end = 0
    for piece in understood.pieces:
        if piece.kind == WORD:
            continue
        if piece.start > end:
            yield _plain(understood.text[end : piece.start], masked), ""
        yield hidden(piece) if masked else piece.text, piece.kind
        end = piece.end
    if end < len(understood.text):
        yield _plain(understood.text[end:], masked), ""


def _plain(text: str, masked: bool) -> str:
    return redact_text(text) if masked else text


def hidden(piece: Piece) -> str:
    """A personal piece as security.md lets it be seen: the end of a phone, the first letter of an e-mail or a surname, no street."""
    if piece.kind == PHONE:
        return end_of_phone(piece.value[-4:]) if len(piece.value) < 7 else mask_phone(piece.value)
    if piece.kind == EMAIL:
        return mask_email(piece.value)
    if piece.kind == NAME:
        return piece.text if given_name(piece.text) else f"{piece.text[0]}."
    return _NOTHING if piece.kind == STREET else piece.text


def end_of_phone(value: str) -> str:
    """In words where only the last four or six digits are known."""
    if len(value) == 4:
        return gettext("ends %(digits)s") % {"digits": f"{value[:2]}-{value[2:]}"}
    if len(value) == 6:
        return gettext("ends %(digits)s") % {"digits": f"{value[:2]}-{value[2:4]}-{value[4:]}"}
    return value
