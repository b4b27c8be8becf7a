"""Scanners of names, streets and cities: by lists where there are any, by form and by the words around them otherwise."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from apps.orders.search.cities import AMBIGUOUS, city_named
from apps.orders.search.given_names import ALSO_WORDS, DIMINUTIVES, GIVEN_NAMES
from apps.orders.search.goods import concept_of
from apps.orders.search.names import declined, skeleton
from apps.orders.search.pieces import CITY, NAME, STREET, Reading
from apps.orders.search.terms import STREET_KINDS
from apps.orders.search.words import STOP_WORDS, fold

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_DIGIT = re.compile(r"[0-9]")
_SENTENCE_END = re.compile(r"(?:^|[.!?…\n:])[\s«\"(]{0,5}$")
_SURNAME_FORM = re.compile(
    r"(?:[оеё]в|[иы]н|[сц]к)(?:а|у|ым|е|ой|ий|ого|ому|им|ом|ая|ую)?$|(?:енко|чук|юк|ук|швили|дзе|ян|янц)$|[а-я]{3}(?:ых|их)$"
    r"|(?:[oe]v|in)(?:a|oy|u)?$|sk(?:iy|y|aya|oy|i)$|(?:enko|chuk|yuk|uk|shvili|dze|yan)$",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(r"(?:[оеё]вич|ич|[оеё]вн|ичн|инични)(?:а|у|е|ой|ы|ем|ом)?$|(?:ovich|evich|ovna|evna)$", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:зовут|имя|на имя|фамилия|фамилию|фамилии|заказчик|заказчица|клиент\w{0,2}|получатель|покупатель|моя фамилия|name is|"
    r"i am|i'm|this is|mr\.?|mrs\.?|ms\.?|name:|surname|regards,?|с уважением,?|спасибо,?|ваш[аи]?,?)[\s:—\-«\"]{1,4}$"
)
_NOT_NAMES = STOP_WORDS | {"mr", "mrs", "ms", "miss", "господин", "госпожа", "уважаемые", "loupe"}
_ENGLISH_WORDS = STOP_WORDS | {"german", "roman", "made", "miles", "lead", "area", "gel"}
_CONTEXT = 24
_LONGEST_LONE = 80


class Token(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def _tokens(reading: Reading) -> Iterator[Token]:
    """Words of which no part is claimed yet."""
    for found in _TOKEN.finditer(reading.text):
        if reading.is_free(found.start(), found.end()):
            yield Token(found.start(), found.end(), found.group())


def _runs(tokens: Iterator[Token], text: str) -> Iterator[tuple[Token, Token | None, Token | None]]:
    """Each token with its neighbours, where only blanks stand between."""
    row = list(tokens)
    for place, token in enumerate(row):
        before = row[place - 1] if place and text[row[place - 1].end : token.start].strip(" ") == "" else None
        after = row[place + 1] if place + 1 < len(row) and text[token.end : row[place + 1].start].strip(" ") == "" else None
        yield token, before, after


# --- given names and surnames ---------------------------------------------------------------------------------------


@cache
def _given_forms() -> tuple[dict[str, str], dict[str, str]]:
    """Folded Cyrillic forms, all cases, and Latin skeletons of the nominative: each to the name as it is shown."""
    cyrillic: dict[str, str] = {}
    latin: dict[str, str] = {}
    for name in (*DIMINUTIVES, *GIVEN_NAMES):
        for form in (*declined(name), name):
            cyrillic[fold(form)] = name
        latin[skeleton(name)] = name
    return cyrillic, latin


def given_name(token: str) -> str | None:
    """The nominative of a known given name in any case or alphabet, or None."""
    cyrillic, latin = _given_forms()
    folded = fold(token)
    if folded.isascii():
        return latin.get(skeleton(token)) if len(folded) > 2 and folded not in _ENGLISH_WORDS else None
    return cyrillic.get(folded)


def _is_given(token: Token) -> str | None:
    """A capital letter makes a name; in lower case only the nominative of what is nothing else."""
    name = given_name(token.text)
    if name is None or token.capital:
        return name
    return name if fold(token.text) == fold(name) and len(name) > 3 and fold(name) not in ALSO_WORDS else None


def _looks_like_surname(token: Token) -> bool:
    return len(token.text) > 3 and _SURNAME_FORM.search(token.text) is not None and concept_of(fold(token.text)) is None


def scan_names(reading: Reading) -> None:
    """Given names; beside one, the surname and the patronymic; surnames by their form, or after "my name is"."""
    given = {token.start for token in _tokens(reading) if _is_given(token) or _is_announced(reading, token)}
    for token, before, after in list(_runs(_tokens(reading), reading.text)):
        if token.start in given:
            reading.claim(NAME, token.start, token.end, given_name(token.text) or token.text)
        elif _is_family_name(reading, token, [near for near in (before, after) if near is not None and near.start in given]):
            reading.claim(NAME, token.start, token.end, token.text)


def _is_announced(reading: Reading, token: Token) -> bool:
    """A given name in any case ending, also written small, after "на имя", "меня зовут"."""
    return given_name(token.text) is not None and _NAMED.search(reading.before(token.start, _CONTEXT)) is not None


def _is_family_name(reading: Reading, token: Token, beside: Sequence[Token]) -> bool:
    if fold(token.text) in _NOT_NAMES:
        return False
    if not token.capital:
        return bool(beside) and _looks_like_surname(token)
    if _NAMED.search(reading.before(token.start, _CONTEXT)):
        return True
    if beside and (_looks_like_surname(token) or _PATRONYMIC.search(token.text)):
        return True
    starts_sentence = _SENTENCE_END.search(reading.text[max(0, token.start - 6) : token.start]) is not None
    if beside:
        return not starts_sentence and concept_of(fold(token.text)) is None
    return not starts_sentence and _looks_like_surname(token)


def scan_lone_names(reading: Reading) -> None:
    """A text of one to three words and nothing else: what has a surname's form or a capital is taken for a name, unsure."""
    if len(reading.text) > _LONGEST_LONE or any(piece.kind != NAME for piece in reading.pieces):
        return
    words = [word for word in _TOKEN.findall(reading.text) if len(word) > 1]
    if len(words) > 3 or any(fold(word) in _NOT_NAMES or concept_of(fold(word)) for word in words) or _DIGIT.search(reading.text):
        return
    for token in list(_tokens(reading)):
        if (token.capital and len(token.text) > 2) or _looks_like_surname(token) or given_name(token.text):
            reading.claim(NAME, token.start, token.end, given_name(token.text) or token.text, sure=False)


# --- streets and cities -----------------------------------------------------------------------------------------------

_KINDS = "|".join(sorted(map(re.escape, STREET_KINDS), key=len, reverse=True))
_PROPER = r"[А-ЯЁA-Z0-9][\w\-]{1,24}(?: [А-ЯЁA-Z][\w\-]{1,24}){0,2}"
_KIND_FIRST = re.compile(rf"(?<!\w)(?i:пр-к?т|б-р|{_KINDS})\b\.? {{0,2}}(?P<street>{_PROPER}|[а-яё]{{4,24}})")
_KIND_LAST = re.compile(rf"(?<![\w\-])(?P<street>{_PROPER}) (?i:пр-к?т|б-р|{_KINDS})(?!\w)")
_WITH_HOUSE = re.compile(
    rf"(?<![\w\-])(?P<street>{_PROPER}),? (?:д\.? ?|дом |house )?[0-9]{{1,3}}[а-яa-z]?(?:,? (?:кв|к|корп|стр|flat|apt)\b)"
)
_LIVES = re.compile(
    r"(?i:жив\w{1,4}|адрес\w{0,2}|достав\w{2,6}|курьер\w{0,3}|прожива\w{2,4})[ ,:]{1,3}(?:по адресу |это |мне ){0,2}(?:на|по) "
    rf"(?P<street>{_PROPER})"
)


_AFTER_ADDRESS = re.compile(
    rf"(?i:адрес\w{{0,2}}|живу|доставк\w{{1,2}})[^!?\n]{{0,48}}?, (?P<street>{_PROPER}),? (?:д\. ?|дом )?[0-9]{{1,3}}(?!\w)"
)
_SMALL_WITH_HOUSE = re.compile(r"(?<!\w)(?:на|по) (?P<street>[а-яё]{4,24}),? {1,2}(?:д\. ?|дом )[0-9]{1,3}")


def scan_streets(reading: Reading) -> None:
    for pattern in (_KIND_FIRST, _KIND_LAST, _LIVES, _WITH_HOUSE, _AFTER_ADDRESS, _SMALL_WITH_HOUSE):
        for found in pattern.finditer(reading.text):
            name = found["street"]
            known = city_named(name) if pattern is not _KIND_FIRST else None
            if known is None and fold(name) not in STOP_WORDS and concept_of(fold(name)) is None:
                whole = "street" if pattern not in (_KIND_FIRST, _KIND_LAST) else 0
                reading.claim(STREET, found.start(whole), found.end(whole), name)


_IN_A_CITY = re.compile(r"(?:\bв|\bво|\bиз|\bг\.?|\bгород\w{0,2}|\bin|\bfrom|\bto|\bдо) {1,2}$")


def scan_cities(reading: Reading) -> None:
    """Known cities, of one or two words; written small, or also a name, only after "в", "из", "г."."""
    for token, _, after in list(_runs(_tokens(reading), reading.text)):
        if after is None or not _claim_city(reading, token.start, after.end):
            _claim_city(reading, token.start, token.end)


def _claim_city(reading: Reading, start: int, end: int) -> bool:
    text = reading.text[start:end]
    city = city_named(text)
    if city is None or fold(text) in STOP_WORDS:
        return False
    plain = text[0].isupper() and city not in AMBIGUOUS
    return (plain or _IN_A_CITY.search(reading.before(start, 12)) is not None) and reading.claim(CITY, start, end, city)
