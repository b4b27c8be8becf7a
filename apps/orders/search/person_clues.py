"""Orders of the persons that the text speaks of: phones, e-mails, names, streets, all by equality of blind indexes."""

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from apps.orders.search.evidence import Clue, Clues
from apps.orders.search.people import given_name
from apps.orders.search.persons import Holders, Owner, find_holders, orders_of
from apps.orders.search.pieces import EMAIL, NAME, ORDER_NUMBER, PHONE, STREET, Piece, Understood
from apps.orders.search.query import EXACT, PART, TYPO, WORDS
from apps.orders.search.terms import EMAIL as EMAIL_TERM
from apps.orders.search.terms import PHONE as PHONE_TERM
from apps.orders.search.terms import PHONE_LAST4, PHONE_LAST6, Term, name_terms, street_terms
from apps.orders.search.typos import one_typo_email, one_typo_phone

# A given name is shared by many, a surname by few.
_GIVEN_NAME_STRENGTH = 0.4
_LAST4_STRENGTH = 0.9
_ONLY_DIGITS = re.compile(r"\s*[0-9]+\s*")
# Values of one kind that one text may have looked up.
_MOST_PIECES = 40


def add_person_clues(clues: Clues[UUID], understood: Understood) -> frozenset[Owner]:
    """Returns who was found by a whole phone or e-mail, with or without orders. At most ten queries."""
    asked = [*_asked(understood)]
    holders = find_holders(list(dict.fromkeys(term for _, terms, _ in asked for term in terms)))
    _add(clues, asked, holders)
    exact = _owners_of_whole_values(asked, holders)
    slipped = [*_slips(understood, holders)]
    if slipped:
        near = find_holders(list(dict.fromkeys(term for _, terms, _ in slipped for term in terms)))
        _add(clues, slipped, near)
    return exact


Asked = tuple[Piece, Sequence[Term], Clue]


def _asked(understood: Understood) -> Iterable[Asked]:
    for piece in understood.of(PHONE)[:_MOST_PIECES]:
        if piece.sure:
            yield piece, (_phone_term(piece.value),), _phone_clue(piece.value)
    for piece in understood.of(ORDER_NUMBER):
        if _ONLY_DIGITS.fullmatch(understood.text) and len(piece.text) in (4, 6):
            yield piece, (_phone_term(piece.text),), _phone_clue(piece.text)
    for piece in understood.of(EMAIL)[:_MOST_PIECES]:
        yield piece, (Term(EMAIL_TERM, piece.value),), Clue(EMAIL, EXACT)
    for piece in understood.of(NAME)[:_MOST_PIECES]:
        strength = _GIVEN_NAME_STRENGTH if given_name(piece.text) else 1.0
        yield piece, name_terms(piece.text), Clue(NAME, WORDS, strength)
    for piece in understood.of(STREET)[:_MOST_PIECES]:
        yield piece, street_terms(piece.value), Clue(STREET, WORDS)


def _phone_term(value: str) -> Term:
    if value.startswith("+"):
        return Term(PHONE_TERM, value)
    return Term(PHONE_LAST6 if len(value) == 6 else PHONE_LAST4, value)


def _phone_clue(value: str) -> Clue:
    if value.startswith("+"):
        return Clue(PHONE, EXACT)
    return Clue(PHONE, PART, 1.0 if len(value) == 6 else _LAST4_STRENGTH)


def _slips(understood: Understood, holders: Holders) -> Iterable[Asked]:
    """Candidates of whole phones and e-mails that nobody has."""
    for piece in understood.of(PHONE)[:_MOST_PIECES]:
        if len(piece.value) > 6 and not holders.of([Term(PHONE_TERM, piece.value)]):
            yield piece, [Term(PHONE_TERM, phone) for phone in one_typo_phone(piece.value.lstrip("+"))], Clue(PHONE, TYPO)
    for piece in understood.of(EMAIL)[:_MOST_PIECES]:
        if not holders.of([Term(EMAIL_TERM, piece.value)]):
            yield piece, [Term(EMAIL_TERM, email) for email in one_typo_email(piece.value)], Clue(EMAIL, TYPO)


def _add(clues: Clues[UUID], asked: Sequence[Asked], holders: Holders) -> None:
    owners = {owner for _, terms, _ in asked for owner in holders.of(terms)}
    possessions = orders_of(owners)
    for piece, terms, clue in asked:
        clues.add(possessions.of(holders.of(terms)), clue, piece.value if clue.kind == NAME else "")


def _owners_of_whole_values(asked: Sequence[Asked], holders: Holders) -> frozenset[Owner]:
    return frozenset(owner for _, terms, clue in asked if clue.how == EXACT for owner in holders.of(terms))
