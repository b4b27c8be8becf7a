"""What is written to the search indexes and what is asked of them: the same functions on both sides.

A `Term` of a personal value goes through `apps.core.crypto.BlindIndex.of(kind, value)`: equality is all that can be asked.
Order numbers, references and cities are not personal and are kept in plain, in the forms given here.
"""

import re
import unicodedata
from typing import NamedTuple

import phonenumbers

from apps.orders.search.names import fold_name, name_tokens, stem

HOME_REGION = "RU"

PHONE, PHONE_LAST4, PHONE_LAST6 = "phone", "phone4", "phone6"
EMAIL, NAME, STREET = "email", "name", "street"


class Term(NamedTuple):
    """kind phone|phone4|phone6|email|name|street; `value` is normalised."""

    kind: str
    value: str


# --- phones -----------------------------------------------------------------------------------------------------


def e164(text: str) -> str | None:
    """The phone in any spelling ("8 (916) 123-41-17", "916…", "+49 30 …") as E.164, or None if it cannot be one."""
    compact = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", text[:40]))
    if re.fullmatch(r"7[0-9]{10}", compact):
        compact = "+" + compact
    try:
        number = phonenumbers.parse(compact, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) < 8:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_terms(text: str) -> tuple[Term, ...]:
    """The whole number, its last four and last six digits. What is no whole phone gives only the endings it has."""
    whole = e164(text)
    digits = re.sub(r"[^0-9]", "", whole or unicodedata.normalize("NFKC", text[:40]))
    terms = [Term(PHONE, whole)] if whole else []
    if len(digits) >= 6:
        terms.append(Term(PHONE_LAST6, digits[-6:]))
    if len(digits) >= 4:
        terms.append(Term(PHONE_LAST4, digits[-4:]))
    return tuple(terms)


# --- e-mail, names, streets ---------------------------------------------------------------------------------------


def email_key(text: str) -> str:
    """Lower case, without spaces, in one Unicode form."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def email_terms(text: str) -> tuple[Term, ...]:
    key = email_key(text)
    return (Term(EMAIL, key),) if "@" in key else ()


def name_terms(text: str) -> tuple[Term, ...]:
    """One term a token (two for a short form of two names), whatever the case ending and the alphabet."""
    forms = (form for token in name_tokens(text) for form in fold_name(token))
    return tuple(Term(NAME, form) for form in dict.fromkeys(forms))


# Words that say what kind of street it is, or are too common to tell one street from another.
_STREET_KINDS = """
ул улица улице улицы улицу просп пр проспект проспекте проспекта пер переулок переулке переулка бул бульвар бульваре бульвара ш шоссе
наб набережная набережной пл площадь площади проезд проезде туп тупик аллея аллее мкр микрорайон
street st str avenue ave prospekt prospect lane pereulok bulvar boulevard ulitsa ulica ul shosse
"""
_STREET_NOISE = """
т р н большая большой малая малой новая новой старая старой верхняя нижняя средняя я й го имени им академика маршала генерала
дом д корп корпус кв квартира house flat apt на по в у
"""
STREET_KINDS: frozenset[str] = frozenset(_STREET_KINDS.split())
_NOISE = STREET_KINDS | frozenset(_STREET_NOISE.split())


def street_key(text: str) -> str:
    """The street without its kind and house, tokens stemmed and sorted: "ул. Лесная", "на Лесной улице", "Lesnaya st" are "lesn"."""
    return " ".join(sorted(_street_stems(text)))


def _street_stems(text: str) -> list[str]:
    tokens = name_tokens(text)
    telling = [token for token in tokens if token.casefold() not in _NOISE]
    named = [token for token in tokens if token.casefold() not in STREET_KINDS]
    return list(dict.fromkeys(stem(token) for token in telling or named or tokens))


def street_terms(text: str) -> tuple[Term, ...]:
    """The whole street, and each of its telling words alone ("на Королёва" meets "улица Академика Королёва")."""
    stems = [form for form in _street_stems(text) if form]
    values = dict.fromkeys([" ".join(sorted(stems)), *(form for form in stems if len(form) > 2)])
    return tuple(Term(STREET, value) for value in values if value)


# --- what is not personal -----------------------------------------------------------------------------------------

# Cyrillic letters that look or sound like the Latin letters of numbers and references.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХЛДГИПФЗ", "ABEKMHOPCTYXLDGIPFZ")


def plain_key(text: str) -> str:
    """Upper-case letters and digits only, Cyrillic look-alikes as Latin: "АЛ-104 233" -> "AL104233"."""
    upper = unicodedata.normalize("NFKC", text.replace("№", "")).upper().translate(_LOOKALIKES)
    return "".join(char for char in upper if char.isalnum())


def number_forms(text: str) -> tuple[str, ...]:
    """The whole key of an order number and its digits: ("AL104233", "104233")."""
    key = plain_key(text)
    digits = re.sub(r"[^0-9]", "", key)
    return tuple(dict.fromkeys(form for form in (key, digits) if form))


_REFERENCE_WORD = re.compile(r"^(?:REF(?:ERENCE)?|PEF(?:EPEHC)?)(?=.*[0-9])")


def reference_forms(text: str) -> tuple[str, ...]:
    """The key of a partner's reference without the word "ref", then with it where it stood: "REF-7781" -> ("7781", "REF7781")."""
    key = plain_key(text)
    bare = _REFERENCE_WORD.sub("", key)
    return tuple(dict.fromkeys(form for form in (bare, key) if form))
