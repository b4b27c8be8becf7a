"""One form for a name, however it is declined or transliterated: "Ольге Воробьёвой" and "Olga Vorobyova" are one person.

A token becomes a *skeleton* (Latin letters, with everything that the usual transliterations spell differently folded
together) and the skeleton loses its case ending. Both are lossy on purpose: a collision adds a row to look at, a miss
hides the customer. The transliterations are those seen in passports, bank cards and e-mail (ICAO 9303, BGN/PCGN, GOST).
"""

import re
import unicodedata
from functools import cache

from apps.orders.search.given_names import DIMINUTIVES, GIVEN_NAMES

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
}  # fmt: skip
_TO_LATIN = str.maketrans(_CYRILLIC)
# In this order: what several letters spell, then what single letters share.
_SPELLINGS = (
    ("shch", "sch"), ("tch", "ch"), ("kh", "h"), ("ph", "f"), ("tz", "ts"), ("ck", "k"), ("x", "ks"), ("w", "v"),
    ("q", "k"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_SOFT_E = re.compile(r"i[eo]")
_LONE_C = re.compile(r"c(?!h)")
_DOUBLED = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")

# After the suffixes of Russian surnames the endings are those of surnames, which no longer list would cut right.
_SURNAME = re.compile(r"(?P<stem>.{2,}(?:ov|ev|in|sk|tsk))(?:a|u|im|om|e|o|oi|oiu|i|ih|imi|aia|uiu|ogo|omu)?$")
_ENDINGS = (
    "iami", "iah", "eiu", "eia", "aiu", "aia", "aem", "uiu", "imi", "ami", "ogo", "omu", "ego", "emu", "oiu", "iam",
    "ah", "am", "oi", "ei", "ai", "ae", "em", "om", "ih", "ia", "iu", "eu", "a", "u", "e", "i", "o",
)  # fmt: skip
_MIN_STEM = 2


def name_tokens(text: str) -> tuple[str, ...]:
    """The words of a name as written, without digits and signs; a double surname is two."""
    return tuple(match.group() for match in _WORD.finditer(text))


def skeleton(token: str) -> str:
    """Lower-case Latin letters in which Cyrillic and its usual transliterations are spelt alike; "" when nothing is left."""
    folded = unicodedata.normalize("NFKD", token.replace("й", "и").replace("Й", "И")).casefold()
    latin = "".join(char for char in folded.translate(_TO_LATIN) if "a" <= char <= "z")
    for spelt, shared in _SPELLINGS:
        latin = latin.replace(spelt, shared)
    return _DOUBLED.sub(r"\1", _SOFT_E.sub("e", _LONE_C.sub("k", latin)))


def stem(token: str) -> str:
    """The skeleton without its case ending: Воробьёв, Воробьёва and Воробьёвой are "vorobev"."""
    plain = skeleton(token)
    surname = _SURNAME.match(plain)
    if surname:
        return surname["stem"]
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _MIN_STEM:
            return plain[: -len(ending)]
    return plain


@cache
def _known() -> dict[str, frozenset[str]]:
    """Stem of every form of a known given name -> stems of the names it may stand for (Саша: Александр, Александра)."""
    known: dict[str, set[str]] = {}
    for name in GIVEN_NAMES:
        for form in (name, *declined(name)):
            known.setdefault(stem(form), set()).add(stem(name))
    for short, names in DIMINUTIVES.items():
        for form in (short, *declined(short)):
            known.setdefault(stem(form), set()).update(stem(name) for name in names)
    return {form: frozenset(names) for form, names in known.items()}


def fold_name(token: str) -> tuple[str, ...]:
    """The forms under which a token is stored and sought, sorted; several only where a short form stands for several names."""
    plain = stem(token)
    return tuple(sorted(_known().get(plain, (plain,)))) if plain else ()


_SOFTENS = frozenset("гкхжшщч")
_IRREGULAR = {
    "Лев": ("Льва", "Льву", "Львом", "Льве"),
    "Павел": ("Павла", "Павлу", "Павлом", "Павле"),
    "Пётр": ("Петра", "Петру", "Петром", "Петре"),
    "Любовь": ("Любови", "Любовью"),
}


def declined(name: str) -> tuple[str, ...]:
    """The oblique cases of a given name in the nominative, singular."""
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    last, before = name[-1], name[:-1]
    if last == "а":
        softens = before[-1] in _SOFTENS
        return tuple(before + end for end in (("и" if softens else "ы"), "е", "у", "ой", "ою", *(("ей",) if softens else ())))
    if last == "я":
        dative = "и" if before.endswith("и") else "е"
        return tuple(before + end for end in ("и", dative, "ю", "ей", "ёй", "ею"))
    if last in "йь":
        prepositional = "и" if before.endswith("и") else "е"
        return tuple(before + end for end in ("я", "ю", "ем", "ём", prepositional))
    if last in "еёиоуыэю":
        return ()
    return tuple(name + end for end in ("а", "у", "ом", "е"))
