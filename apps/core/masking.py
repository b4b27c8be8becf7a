"""What is shown of a person by default, and what is cut out of free text. security.md, "Personal data".

`mask_*` shorten a known personal field and keep what support needs to compare it by ear. `redact_text` finds personal
values and secrets in text that nobody has structured (log bodies, attributes, complaints) and puts a visible
placeholder in their place. Order numbers, ids, addresses of machines, timestamps and durations are not touched.

The number rules are read from public definitions: Luhn (ISO/IEC 7812-1) with the issuers' ranges for cards, the check
numbers of SNILS (order of the Pension Fund) and INN (order of the Federal Tax Service), the Russian numbering plan for
phones. What only looks like such a number and fails its check stays.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

PHONE, EMAIL, CARD, SNILS, INN = "[phone]", "[email]", "[card]", "[snils]", "[inn]"
TOKEN, PASSWORD, ADDRESS = "[token]", "[password]", "[address]"
_DEPTH = 16
_DEEPER = "[too deep]"
_LONGEST_NAME = 256

# --- fields that are known to be personal -----------------------------------------------------------------------


def mask_phone(phone: str) -> str:
    """The last four digits: "+79161234117" -> "+7 ••• •••-41-17". Fewer than seven digits show nothing."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 7:
        return "•••"
    russian = len(digits) == 11 and digits[0] in "78"
    return f"{'+7 ' if russian else ''}••• •••-{digits[-4:-2]}-{digits[-2:]}"


def mask_email(email: str) -> str:
    """The first letter and the domain: "olga@example.org" -> "o••••@example.org", whatever the length."""
    name, at, domain = email.strip().rpartition("@")
    return f"{name[0]}••••@{domain}" if at and name else "••••"


def mask_name(name: str) -> str:
    """The given name and the initial of the surname: "Ольга Воробьёва" -> "Ольга В.".

    A patronymic at the end tells that the surname stands first. One word alone may be a surname: its initial only.
    """
    words = name.split()
    if len(words) < 2:
        return f"{words[0][0].upper()}." if words else ""
    surname_first = len(words) > 2 and re.search(r"(?:ич|вна|чна)$", words[-1].lower())
    given, surname = (words[1], words[0]) if surname_first else (words[0], words[-1])
    return f"{given} {surname[0].upper()}."


# --- check digits -----------------------------------------------------------------------------------------------


def _is_card(digits: str) -> bool:
    """An issuer's range and the Luhn sum."""
    if not re.match(r"4|5[0-8]|220[0-4]|2[2-7]\d\d|3[4-7]|6[02-9]", digits):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_snils(digits: str) -> bool:
    check = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9])) % 101 % 100
    return int(digits[:9]) > 1_001_998 and check == int(digits[9:])


_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _is_inn(digits: str) -> bool:
    """Ten digits (one check digit) or twelve (two). Ten that read as seconds since the epoch, 2001 to 2036, are taken as time."""
    if (len(digits) == 10 and 1_000_000_000 <= int(digits) < 2_100_000_000) or int(digits) == 0:
        return False
    return all(_inn_check(digits, place) for place in ((9,) if len(digits) == 10 else (10, 11)))


def _inn_check(digits: str, place: int) -> bool:
    weights = _INN_WEIGHTS[len(_INN_WEIGHTS) - place :]
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10 == int(digits[place])


# --- free text --------------------------------------------------------------------------------------------------

_GAP = r"[\s().\-–—‑/]{0,3}"
_ALONE = r"(?<![0-9A-Za-z_])"
_END = r"(?![0-9A-Za-z_])(?!\s?(?:[nmuµ]s|[нм]с|мкс|bytes|байт)\b)"

# Tried in this order at every place; `keep` takes what only looks like a number of a person.
_NUMBERS = re.compile(
    rf"""
    (?P<keep> [0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}
      | \b\d{{4}}-\d\d-\d\d (?:[T\ ]\d\d:\d\d (?::\d\d(?:[.,]\d+)?)? (?:Z|[+-]\d\d:?\d\d)?)?
      | \b\d{{1,2}}\.\d{{1,2}}\.\d{{4}}\b
      | {_ALONE}(?<!\.)\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\d.])
      | {_ALONE}\d+\.\d{{5,}}(?![\d.\-])
      | {_ALONE}(?:[A-Z]{{1,6}}|[a-z]{{2}})-\d{{4,12}}(?![0-9A-Za-z_])
    )
    | (?P<snils> {_ALONE}\d{{3}}-\d{{3}}-\d{{3}}[-\ ]?\d\d{_END})
    | (?P<phone> (?:{_ALONE}|(?<=%2B)|(?<=%2b))
        (?: \+?[78]{_GAP}[3-9](?:{_GAP}\d){{9}}
          | \+[1-9](?:{_GAP}\d){{7,14}}
          | \(?9\d\d(?:{_GAP}\d){{7}}
          | \(\d{{3,5}}\)\s?\d(?:{_GAP}\d){{4,6}}
          | (?<!-)\d{{3}}-\d\d-\d\d(?!-)
        ){_END})
    | (?P<card> {_ALONE}\d{{4}}(?:[\ -]?\d{{4}}){{2}}[\ -]?\d{{1,7}}{_END} | {_ALONE}3\d{{3}}[\ -]\d{{6}}[\ -]\d{{5}}{_END})
    | (?P<plain> {_ALONE}\d{{10,12}}{_END})
    """,
    re.VERBOSE,
)
_SHORTEST = len("pwd=1")
_HAS_NUMBER = re.compile(r"\d(?:[^0-9A-Za-z]{0,3}\d){6}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}(?:@|%40)(?:[\w\-]{1,63}\.){1,8}[\w\-]{2,24}")
_URL_PASSWORD = re.compile(r"(?<=://)([^\s/:@]{0,64}):[^\s/@]{1,128}@")
_SECRET_WORDS = ("bearer", "basic", "passw", "pwd", "парол", "secret", "token", "eyj", "api_key", "apikey", "api-key", "cookie")
_BEARER = re.compile(r"\b(bearer|basic(?=\s+\S*[0-9=]))\s+[A-Za-z0-9._~+/=\-]{8,}", re.IGNORECASE)
_COOKIE = re.compile(r"\b(cookie[\"']?\s{0,2}[:=]\s{0,2}[\"']?)(?!\[)[^\r\n\"']+", re.IGNORECASE)
_SPOKEN = re.compile(r"\b(password|пароль)\s{1,2}(?=\S{0,64}\d)(?=\S{0,64}[^\W\d_])\S{6,}", re.IGNORECASE)
_JWT = re.compile(r"\beyJ[\w\-]{8,}\.[\w\-]{2,}\.[\w\-]*")
_ASSIGNED = r"[\w.\-]{0,32}[\"']?\s{0,2}[:=]\s{0,2}[\"']?)(?!\[)"
_PASSWORD = re.compile(rf"((?:passw(?:or)?d|passphrase|\bpwd|пароль|secret){_ASSIGNED}[^\s\"',;&}}\]]+", re.IGNORECASE)
_TOKEN = re.compile(rf"((?:token|api[_-]?key){_ASSIGNED}[A-Za-z0-9._~+/=\-]{{8,}}", re.IGNORECASE)


# A name that is announced, as in "получатель Полина Никитина": two or three words with capitals. Latin ones are mostly none.
_PERSON_WORDS = ("получател", "клиент", "заказчи", "покупател")
_ANNOUNCED = re.compile(
    r"\b((?i:получател|клиент|заказчи|покупател)[а-я]{0,3}\s{0,2}[:=—-]?\s{0,2}[\"«]?)([А-ЯЁ][а-яё]{2,30}(?: [А-ЯЁ][а-яё]{2,30}){1,2})\b"
)


def redact_text(text: str) -> str:
    """`text` with personal values and secrets replaced by [phone], [email], [card], [snils], [inn], [token], [password].

    Names are only known where the text announces them; of those the surname is shortened.
    """
    if len(text) < _SHORTEST:
        return text
    if "@" in text or "%40" in text:
        text = _EMAIL.sub(EMAIL, _URL_PASSWORD.sub(rf"\1:{PASSWORD}@", text))
    if _HAS_NUMBER.search(text):
        text = _NUMBERS.sub(_replaced_number, text)
    lowered = text.lower()
    if any(word in lowered for word in _PERSON_WORDS):
        text = _ANNOUNCED.sub(lambda found: found[1] + mask_name(found[2]), text)
    for word in _SECRET_WORDS:
        if word in lowered:
            return _without_secrets(text)
    return text


@lru_cache(maxsize=4096)
def _redacted_name(name: str) -> str:
    return redact_text(name)


def redact_name(name: str) -> str:
    """`redact_text` for what repeats: names of services, metrics and attributes."""
    return _redacted_name(name) if len(name) <= _LONGEST_NAME else redact_text(name)


def _without_secrets(text: str) -> str:
    text = _COOKIE.sub(rf"\1{TOKEN}", _JWT.sub(TOKEN, _BEARER.sub(rf"\1 {TOKEN}", text)))
    text = _SPOKEN.sub(rf"\1 {PASSWORD}", text)
    return _TOKEN.sub(rf"\1{TOKEN}", _PASSWORD.sub(rf"\1{PASSWORD}", text))


def _replaced_number(match: re.Match[str]) -> str:
    text = match.group()
    if match.lastgroup == "phone":
        return PHONE
    if match.lastgroup == "keep":
        return text
    digits = re.sub(r"\D", "", text)
    return _NUMBER_BY_LENGTH.get(len(digits), _card_or)(digits, text)


def _card_or(digits: str, text: str) -> str:
    return CARD if _is_card(digits) else text


def _snils_or(digits: str, text: str) -> str:
    return SNILS if _is_snils(digits) else text


def _inn_or(digits: str, text: str) -> str:
    return INN if _is_inn(digits) else text


_NUMBER_BY_LENGTH: Mapping[int, Callable[[str, str], str]] = {10: _inn_or, 11: _snils_or, 12: _inn_or}

# --- attributes -------------------------------------------------------------------------------------------------

_PERSON = r"(?:^|[._-])(?:customer|buyer|recipient|enduser|contact|person)[._-]"
_RULES_BY_KEY: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"(?:^|[._-])(?:password|passwd|pwd|passphrase|secret)$", re.IGNORECASE), lambda _: PASSWORD),
    (
        re.compile(r"(?:^|[._-])(?:authorization|cookie|set-cookie|api[_-]?key|(?:access|refresh|auth|bearer)[_-]?token)$", re.I),
        lambda _: TOKEN,
    ),
    (re.compile(r"(?:^|[._-])(?:phone|mobile|telephone|phone_number)$", re.IGNORECASE), lambda _: PHONE),
    (re.compile(r"(?:^|[._-])e?mail$", re.IGNORECASE), lambda _: EMAIL),
    (re.compile(rf"{_PERSON}(?:full_?)?name$|(?:^|[._-])full_?name$", re.IGNORECASE), mask_name),
    (re.compile(rf"{_PERSON}(?:address|street)$", re.IGNORECASE), lambda _: ADDRESS),
)


@lru_cache(maxsize=4096)
def _rule_of(key: str) -> Callable[[str], str] | None:
    return next((rule for pattern, rule in _RULES_BY_KEY if pattern.search(key)), None)


def redact_value(value: object, depth: int = _DEPTH) -> object:
    """`value` with every text in it redacted, through lists and mappings. What lies deeper than 16 levels is cut.

    A key that names something personal or secret (`customer.phone`, `db.password`, `http.request.header.authorization`)
    decides for its value, whatever that looks like. Values of other types pass as they are.
    """
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return redact_mapping(value, depth)
    if isinstance(value, list | tuple):
        return [redact_value(item, depth - 1) for item in value] if depth else _DEEPER
    return value


def redact_mapping(attributes: Mapping[str, object], depth: int = _DEPTH) -> dict[str, object]:
    """The same for the attributes of a span, event, record or resource; also for keys, as a map may be keyed by phones."""
    return {redact_name(key): _redact_under(key, value, depth) for key, value in attributes.items()}


def _redact_under(key: str, value: object, depth: int) -> object:
    rule = _rule_of(key)
    if rule is not None and value is not None and not isinstance(value, bool):
        return rule(str(value))
    if isinstance(value, str):
        return redact_text(value)
    return redact_value(value, depth - 1) if depth else _DEEPER
