"""What a pasted text says: numbers, phones, names, things, days. Pure; linear in the length of the text.

Scanners run from the most telling to the least, and what one has claimed is closed to the next: the digits of a phone are
no order number, and what stands in a piece is no word.
"""

import re
from datetime import datetime

from apps.orders.search.dates import find_dates
from apps.orders.search.goods import ONLY_WITH_OTHERS, concept_of
from apps.orders.search.identifiers import (
    scan_amounts,
    scan_bare_numbers,
    scan_emails,
    scan_numbers_after_words,
    scan_prefixed_numbers,
    scan_references,
    scan_trace_ids,
)
from apps.orders.search.people import scan_cities, scan_lone_names, scan_names, scan_streets
from apps.orders.search.phones import scan_last_digits, scan_masked_phones, scan_mistyped_phones, scan_whole_phones
from apps.orders.search.pieces import DATE, ITEM, WORD, Reading, Understood
from apps.orders.search.words import find_words, fold

_WORD = re.compile(r"[^\W\d_]+")
_JOINS = re.compile(r"(?: {1,2}(?:с|со|из|и|в|with|of|in|a|an|the|and|&|,|-)){0,3},?[ \-]{1,2}")
_LONGEST_JOIN = 24
# A day for which something was promised is not the day on which it was ordered.
_PROMISED = re.compile(r"(?:обеща\w{1,5}|должны|доставк\w{1,3}|доставят|привезти|promised|due|deliver\w{0,3})[^.!?\n]{0,16}$")
_AWAITED = re.compile(r"(?:ко?|до|by|until) ", re.IGNORECASE)
_LONGEST_PROMISE = 32


def understand(text: str, *, now: datetime, prefix: str = "AL-", digits: tuple[int, int] = (4, 12)) -> Understood:
    """Every piece, in the order of the text. `prefix` and `digits` are those of the catalogue's order numbers.

    Never raises, whatever the text; days are relative to `now` in Moscow.
    """
    reading = Reading(text)
    _scan_numbers(reading, prefix, digits)
    for phrase in find_dates(text, now=now):
        promised = _PROMISED.search(reading.before(phrase.start, _LONGEST_PROMISE)) is not None or _AWAITED.match(text, phrase.start)
        reading.claim(DATE, phrase.start, phrase.end, str(phrase.range), sure=not promised)
    scan_last_digits(reading)
    scan_bare_numbers(reading, prefix, digits)
    scan_streets(reading)
    _scan_items(reading)
    scan_cities(reading)
    scan_names(reading)
    scan_lone_names(reading)
    _scan_words(reading)
    return Understood(text, tuple(sorted(reading.pieces, key=lambda piece: piece.start)))


def _scan_numbers(reading: Reading, prefix: str, digits: tuple[int, int]) -> None:
    scan_emails(reading)
    scan_trace_ids(reading)
    scan_prefixed_numbers(reading, prefix, digits)
    scan_references(reading, prefix)
    scan_whole_phones(reading)
    scan_masked_phones(reading)
    scan_amounts(reading)
    scan_mistyped_phones(reading)
    scan_numbers_after_words(reading, prefix, digits)


def _scan_items(reading: Reading) -> None:
    """Goods that stand together are one piece: "кольцо с сапфиром" is "ring, sapphire"."""
    group: list[tuple[int, int, str]] = []
    for found in _WORD.finditer(reading.text):
        concept = concept_of(fold(found.group()))
        if concept is None or not reading.is_free(found.start(), found.end()):
            continue
        if group and not _joined(reading.text, group[-1][1], found.start()):
            _claim_items(reading, group)
            group = []
        group.append((found.start(), found.end(), concept))
    _claim_items(reading, group)


def _joined(text: str, end: int, start: int) -> bool:
    return start - end <= _LONGEST_JOIN and _JOINS.fullmatch(text[end:start].casefold()) is not None


def _claim_items(reading: Reading, group: list[tuple[int, int, str]]) -> None:
    concepts = list(dict.fromkeys(concept for _, _, concept in group))
    if not all(concept in ONLY_WITH_OTHERS for concept in concepts):
        reading.claim(ITEM, group[0][0], group[-1][1], ", ".join(concepts))


def _scan_words(reading: Reading) -> None:
    for word in find_words(reading.text):
        reading.claim(WORD, word.start, word.end, word.value)
