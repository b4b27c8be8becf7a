"""Scanners of phones: whole in any spelling, with dots in the middle, or only the last digits that people remember."""

import re

from apps.orders.search.pieces import PHONE, Reading
from apps.orders.search.terms import e164

_GAP = r"[ \u00a0().\-–—]{0,3}"
_WHOLE = re.compile(
    rf"(?<![\w.,/\-])(?:\+?[78]{_GAP}[3-9](?:{_GAP}[0-9]){{9}}|\+[1-9](?:{_GAP}[0-9]){{7,14}}|\(?9[0-9]{{2}}(?:{_GAP}[0-9]){{7}})(?![0-9])"
)
_MASK = r"[.…*xXхХ•·_?]"
_MASKED = re.compile(
    rf"(?<![\w.,/])(?:\+?[78][ \-(]{{0,2}})?\(?[0-9]{{3}}\)?[ \-]{{0,2}}{_MASK}[ \-.…*xXхХ•·_?]{{0,14}}"
    r"(?P<last>[0-9]{2}[ \-]?[0-9]{2})(?![0-9]|-[0-9])"
)
_LAST = r"(?P<last>[0-9](?:[ \-–]?[0-9]){3,6})(?![0-9])"
_SAYS_LAST = re.compile(
    r"(?:(?:(?:за|о)канчива|конча)\w{2,6}|на конце|хвост|последн\w{2}(?: (?:четыре|4|шесть|6))?(?: цифр\w{0,2})?"
    r"|ending|ends|last(?: (?:four|4|six|6))?(?: digits)?)"
    rf"(?: (?:номера|моего|телефона|of|my|phone|number|in|with|are|is|на)|[:,\-–]){{0,4}} ?(?:{_MASK}{{1,6}} ?)?{_LAST}",
    re.IGNORECASE,
)
_LAST_BEFORE = re.compile(rf"(?<![\w.,\-]){_LAST}(?= (?:за|о)канчива)", re.IGNORECASE)
_AFTER_MASK = re.compile(
    r"(?<![\w])(?:…|\.{2,6}|\*{2,8}|[xх]{2,8}) ?-?(?P<last>[0-9]{2}[ \-][0-9]{2}|[0-9]{4})(?![0-9]|-[0-9])", re.IGNORECASE
)
_LOCAL = re.compile(r"(?<![\w.,\-])(?P<last>[0-9]{3}-[0-9]{2}-[0-9]{2})(?![0-9]|-[0-9])")
_PAIR = re.compile(r"(?<![\w.,:\-])(?P<last>[0-9]{2}-[0-9]{2})(?![0-9]|-[0-9]|[.,:][0-9])")
_LOOSE = re.compile(rf"(?<![\w.,])\+?[0-9](?:{_GAP}[0-9]){{8,12}}(?![0-9])")
_FORMATTED = re.compile(r"\+|[78][ \-(]{1,2}[0-9]{3}[ \-)]{1,2}[0-9]")
_ABOUT_PHONE = re.compile(
    r"(?:\bтел(?:еф\w{0,6})?\b|\bмоб\w{0,8}|\bномер\w{0,2}\b|\bphone|\bmobile|\bwhatsapp|\bватсап\w{0,2}|\bзвон\w{1,6})[^0-9]{0,18}$"
)
_CONTEXT = 32
_TYPO_LENGTHS = (9, 12)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def scan_whole_phones(reading: Reading) -> None:
    for found in _WHOLE.finditer(reading.text):
        phone = e164(found.group())
        if phone:
            reading.claim(PHONE, found.start(), found.end(), phone)


def scan_masked_phones(reading: Reading) -> None:
    """As in "8 916 … 41-17", "+7916***4117": only the end can be asked for."""
    for found in _MASKED.finditer(reading.text):
        reading.claim(PHONE, found.start(), found.end(), _digits(found["last"]))


def scan_last_digits(reading: Reading) -> None:
    """The end of a phone where the text says that it is one, or writes it as one: four digits, or six."""
    for pattern in (_SAYS_LAST, _LAST_BEFORE, _AFTER_MASK, _LOCAL):
        for found in pattern.finditer(reading.text):
            _claim_end(reading, found)
    alone = _PAIR.fullmatch(reading.text.strip()) is not None
    for found in _PAIR.finditer(reading.text):
        if alone or _speaks_of_a_phone(reading, found.start()):
            _claim_end(reading, found)


def _claim_end(reading: Reading, found: re.Match[str]) -> None:
    digits = _digits(found["last"])
    reading.claim(PHONE, found.start("last"), found.end("last"), digits[-6:] if len(digits) >= 6 else digits[-4:])


def scan_mistyped_phones(reading: Reading) -> None:
    """A digit too few or too many, where the text speaks of a phone or writes it as one: all digits, for the search by one typo."""
    for found in _LOOSE.finditer(reading.text):
        digits = _digits(found.group())
        speaks = _FORMATTED.match(found.group()) is not None or _speaks_of_a_phone(reading, found.start())
        if speaks and _TYPO_LENGTHS[0] <= len(digits) <= _TYPO_LENGTHS[1]:
            reading.claim(PHONE, found.start(), found.end(), digits, sure=False)


def _speaks_of_a_phone(reading: Reading, start: int) -> bool:
    return _ABOUT_PHONE.search(reading.before(start, _CONTEXT)) is not None
