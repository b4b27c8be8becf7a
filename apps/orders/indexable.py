"""What of a person, an item and a complaint goes into the indexes. Pure; search/terms.py and search/words.py say in which form."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from apps.orders.search.given_names import DIMINUTIVES, GIVEN_NAMES
from apps.orders.search.hiding import without_persons
from apps.orders.search.names import fold_name
from apps.orders.search.terms import Term, email_terms, name_terms, phone_terms, street_terms
from apps.orders.search.words import text_words

_TOKEN = re.compile(r"[^\W\d_]+")


def contact_terms(contact: Mapping[str, str]) -> tuple[Term, ...]:
    """The terms of a contact (event_data.CONTACT_FIELDS), each once."""
    terms = [
        *name_terms(contact.get("name", "")),
        *phone_terms(contact.get("phone", "")),
        *email_terms(contact.get("email", "")),
        *street_terms(contact.get("street", "")),
    ]
    return tuple(dict.fromkeys(terms))


def item_words(items: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The words of names and materials of an order's items."""
    texts = (str(item.get(name) or "") for item in items for name in ("name", "material"))
    return frozenset(text_words(" ".join(texts)))


def complaint_words(text: str, *contacts: Mapping[str, str]) -> frozenset[str]:
    """The words of a complaint without personal values: numbers, addresses and tokens, names, streets, those of `contacts`."""
    terms = (term for contact in contacts for term in contact_terms(contact) if term.kind in ("name", "street"))
    personal = {part for term in terms for part in term.value.split()} | _given_names()
    kept = (token for token in _TOKEN.findall(without_persons(text)) if personal.isdisjoint(fold_name(token)))
    return frozenset(text_words(" ".join(kept)))


@cache
def _given_names() -> frozenset[str]:
    return frozenset(form for name in (*GIVEN_NAMES, *DIMINUTIVES) for form in fold_name(name))
