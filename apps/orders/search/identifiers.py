"""Scanners of what identifies by itself: e-mails, trace ids, order numbers, partners' references; and amounts of money.

Patterns are bounded and start at a boundary, so that each place of the text is looked at a constant number of times.
"""

import re
from decimal import Decimal
from functools import cache

from apps.orders.search.pieces import AMOUNT, EMAIL, ORDER_NUMBER, REFERENCE, TRACE_ID, Reading
from apps.orders.search.terms import email_key, reference_forms

_AT = r"(?: ?@ ?| ?[(\[](?:at|собака)[)\]] ?| собака )"
_EMAIL = re.compile(
    rf"(?<![\w.+%\-])(?P<name>[\w.+%\-]{{1,64}}){_AT}(?P<domain>(?:[\w\-]{{1,63}}\.){{1,4}}[A-Za-zА-Яа-я]{{2,24}})(?!\w)", re.IGNORECASE
)
_HEX = "[0-9a-fA-F]"
_TRACE_ID = re.compile(rf"(?<![\w\-])(?:00-(?P<parent>{_HEX}{{32}})-{_HEX}{{16}}-{_HEX}{{2}}|(?P<plain>(?:{_HEX}{{16}}){{1,2}}))(?![\w\-])")
_CARD = re.compile(r"[2-6][0-9]{15}")


def scan_emails(reading: Reading) -> None:
    for found in _EMAIL.finditer(reading.text):
        reading.claim(EMAIL, found.start(), found.end(), email_key(f"{found['name']}@{found['domain']}"))


def scan_trace_ids(reading: Reading) -> None:
    """16 or 32 hex of any case, also inside a traceparent (W3C Trace Context). Zeros and card numbers are none."""
    for found in _TRACE_ID.finditer(reading.text):
        group = "parent" if found["parent"] else "plain"
        trace_id = found[group].lower()
        if trace_id.strip("0") and not _CARD.fullmatch(trace_id):
            reading.claim(TRACE_ID, found.start(group), found.end(group), trace_id.zfill(32))


# --- order numbers ------------------------------------------------------------------------------------------------

# Latin letters of a prefix, with the Cyrillic ones that look or sound the same.
_LETTERS = dict(zip("ABCDEFGHIKLMNOPRSTUVXZ", "АВЦДЕФГХИКЛМНОПРСТУВХЗ", strict=True))
_LOOKS = {"B": "Б", "C": "С", "P": "Р", "H": "Н", "O": "О", "X": "Х", "A": "А", "E": "Е", "T": "Т", "K": "К", "M": "М"}
_SPACED_DIGITS = r"(?P<digits>[0-9](?:[ \u00a0\u202f\-]?[0-9]){0,30})(?![0-9])"
_CURRENCY = r"(?:р\b|р\.|руб|₽|rub\b|rur\b|тыс|т\.\s?р|€|eur|\$|usd|%)"
_NOT_MONEY = re.compile(rf" {{0,2}}(?:[.,][0-9]{{2}}\b)? {{0,2}}{_CURRENCY}|[.,:/][0-9]| ?(?:год|г\.)", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"(?<!\w)(?:(?:заказ\w{0,3}|ордер\w{0,2}|order)[ :]{0,2}(?:(?:под )?(?:номер\w{0,2}|num(?:ber)?|no|nr|id)\b\.?)?"
    r"|номер\w{0,2}(?: заказа)?|no\.|nr\.|№|#)"
    rf"[ :.]{{0,3}}[№#]?[ \-–—]{{0,3}}{_SPACED_DIGITS}",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.,:/+№#\-])(?<!индекс )(?<!Индекс )(?<!zip )(?P<digits>[0-9]{5,12})(?!\w|[.,:/\-][0-9])")
_ONLY_DIGITS = re.compile(r"\s{0,9}(?P<digits>[0-9]{4,12})\s{0,9}")


@cache
def _with_prefix(prefix: str) -> re.Pattern[str]:
    letters = [char for char in prefix.upper() if char.isalnum()]
    classes = "".join(f"[{char}{_LETTERS.get(char, '')}{_LOOKS.get(char, '')}]" for char in letters)
    return re.compile(rf"(?<![^\W_]){classes}[ \u00a0\-–—_.:#№/]{{0,4}}{_SPACED_DIGITS}", re.IGNORECASE)


def _whole_number(spaced: str, least: int, most: int) -> tuple[str, int] | None:
    """The digits of the number at the start of `spaced`, and how many characters it takes there.

    A first group of enough digits is the number; shorter groups are joined while they are as long as the first
    ("104 233", "1 0 4 2 3 3"), so that what stands behind the number ("AL-104233 12500") does not grow it.
    """
    groups = re.findall(r"[0-9]+", spaced)
    if len(groups[0]) >= least:
        return (groups[0], len(groups[0])) if len(groups[0]) <= most else None
    digits, taken = groups[0], len(groups[0])
    for group in groups[1:]:
        if len(digits) + len(group) > most or (len(digits) >= least and len(group) != len(groups[0])):
            break
        digits, taken = digits + group, taken + 1 + len(group)
    return (digits, taken) if len(digits) >= least else None


def scan_prefixed_numbers(reading: Reading, prefix: str, lengths: tuple[int, int]) -> None:
    """As in "AL 104233", "al-104233", "АЛ-104233", "AL104 233"."""
    for found in _with_prefix(prefix).finditer(reading.text):
        whole = _whole_number(found["digits"], *lengths)
        if whole:
            reading.claim(ORDER_NUMBER, found.start(), found.start("digits") + whole[1], prefix + whole[0])


def scan_numbers_after_words(reading: Reading, prefix: str, lengths: tuple[int, int]) -> None:
    """As in "заказ 104233", "№104233", "order #104233"; not "заказ 12500 руб"."""
    for found in _NUMBER_WORD.finditer(reading.text):
        whole = _whole_number(found["digits"], *lengths)
        if whole and not _NOT_MONEY.match(reading.text, found.start("digits") + whole[1]):
            reading.claim(ORDER_NUMBER, found.start("digits"), found.start("digits") + whole[1], prefix + whole[0])


def scan_bare_numbers(reading: Reading, prefix: str, lengths: tuple[int, int]) -> None:
    """Digits alone may be an order; a text of nothing else is meant so."""
    only = _ONLY_DIGITS.fullmatch(reading.text)
    for found in [only] if only else _BARE.finditer(reading.text):
        digits = found["digits"]
        if lengths[0] <= len(digits) <= lengths[1] and not _NOT_MONEY.match(reading.text, found.end("digits")):
            reading.claim(ORDER_NUMBER, found.start("digits"), found.end("digits"), prefix + digits, sure=only is not None)


# --- references and money ------------------------------------------------------------------------------------------

_REFERENCE = re.compile(
    r"(?<!\w)(?:ref(?:erence)?|реф(?:еренс\w{0,2})?|партн[её]рск\w{2,3} (?:номер|заказ)\w{0,2}|partner (?:order|number)|p\.?o)\b"
    r"[.:]?[ №#\-–—]{0,3}(?P<value>[0-9A-Za-zА-Яа-яё]{1,12}(?:[/\-_][0-9A-Za-zА-Яа-яё]{1,12}){0,4})(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w\-/])[A-Z]{2,8}[\-/][0-9]{3,12}(?:[\-/][0-9A-Z]{1,8}){0,3}(?![\w\-/])")
_AMOUNT = re.compile(
    r"(?<![\w.,\-])(?P<units>[0-9]{1,3}(?:[ \u00a0\u202f.,'][0-9]{3}){1,3}|[0-9]{1,9})(?P<cents>[.,][0-9]{1,2})?"
    rf"(?: {{0,2}}(?P<thousands>тыс\w{{0,4}}\.?|т\.|к|k)(?!\w))?(?: {{0,2}}{_CURRENCY}|(?<=[кkт.])(?!\w)|(?<=тыс)|(?<=тысяч)(?!\w))",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:сумм\w{1,2}|стоимост\w{1,2}|total|amount)[ :\-–—]{1,3}(?P<units>[0-9]{1,3}(?:[ \u00a0\u202f.,'][0-9]{3}){1,3}|[0-9]{3,9})"
    r"(?P<cents>[.,][0-9]{1,2})?(?![\w]|[.,][0-9])",
    re.IGNORECASE,
)


def scan_references(reading: Reading, prefix: str) -> None:
    """After their word ("ref 7781", "REF-7781"); and codes of that form without it, but for those with the orders' own prefix."""
    for found in _REFERENCE.finditer(reading.text):
        if any(char.isdigit() for char in found["value"]):
            reading.claim(REFERENCE, found.start(), found.end(), reference_forms(found["value"])[0])
    for found in _CODE.finditer(reading.text):
        if found.group().startswith(prefix):
            continue
        reading.claim(REFERENCE, found.start(), found.end(), reference_forms(found.group())[0], sure=False)


def scan_amounts(reading: Reading) -> None:
    """As in "12 500 р", "12500 руб.", "12,5 тыс": always with a word or sign for money, or after "сумма"."""
    for found in (*_AMOUNT.finditer(reading.text), *_SUM.finditer(reading.text)):
        units = Decimal(re.sub(r"[^0-9]", "", found["units"]))
        amount = units + Decimal((found["cents"] or ".0").replace(",", "."))
        value = amount * 1000 if found.groupdict().get("thousands") else amount
        reading.claim(AMOUNT, found.start("units"), found.end(), f"{value:.2f}")
