"""Words of items and complaints, folded for the index: light stemming of Russian and English, without stop words.

Lighter than Snowball on purpose: it only has to bring the forms of one word together on both sides, write and read.
Only words made of letters are kept: a number in free text may be personal, and numbers have indexes of their own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from apps.orders.search.goods import concept_of

_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN, _MAX = 3, 40
_VOWELS = frozenset("аеиоуыэюя")

_STOP_WORDS = """
а без более больше будет будто бы был была были было быть в вам вами вас весь во вообще вот все всего всех вы где да даже для до его ее
если есть еще же за здесь здравствуйте добрый день вечер утро и из или им их к как какая какой когда кто ли либо мне может мной моего
моей мой мою моя мы на над надо нам нами нас наш не него нее ней нет ни них ничего но ну о об однако он она они оно от очень по под
пожалуйста почему при про раз с сам себя сейчас со спасибо так такой там тебя тем то того тоже той только том тот ты у уже хотя чего
чей чем что чтобы чье эта эти это этого этой этот я меня мои мое свой свою своя заказ заказа заказу заказом заказе заказы заказывал
заказывала заказали заказала заказал номер номера телефон телефона тел почта зовут имя фамилия a about after again all am an and any
are as at be been but by can could did do does for from had has have hello hi how i if in into is it its just me my no not of on or
order our please so some still than thanks that the their them then there they this to too up us was we were what when where which who
why will with would you your phone number email name
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_RUSSIAN_ENDINGS = (
    "ившись", "ывшись", "вшись", "иями", "ями", "ами", "ием", "иях", "ость", "ости", "ешь", "нный", "ейший",
    "ыми", "ими", "его", "ого", "ему", "ому", "ует", "уют", "ила", "ыла", "ена", "ели", "или", "ыли", "ало", "ала", "али", "ал",
    "ите", "йте", "ать", "ять", "ить", "еть", "ыть", "ает", "яет", "ают", "яют", "ишь",
    "ая", "яя", "ое", "ее", "ие", "ые", "ый", "ий", "ой", "ей", "ем", "им", "ым", "ом", "их", "ых", "ую", "юю", "ою", "ею",
    "ам", "ям", "ах", "ях", "ов", "ев", "ат", "ия", "ья", "ии", "ью", "ию", "ет", "ут", "ют", "ит", "ят", "ил", "ел", "ла", "ло", "ли",
    "а", "я", "о", "е", "и", "ы", "у", "ю", "ь", "й",
)  # fmt: skip
_ENGLISH_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "e", "y")
_REFLEXIVE = ("ся", "сь")


class Word(NamedTuple):
    """`start` and `end` in code points of the text as given; `value` is what the index holds."""

    start: int
    end: int
    value: str


def fold(text: str) -> str:
    """Case-folded with ё→е."""
    return text.casefold().replace("ё", "е")


def stem_word(folded: str) -> str:
    """The index form of one folded word: a concept of goods, else a light stem."""
    concept = concept_of(folded)
    if concept:
        return concept
    if folded.isascii():
        return _cut(folded, _ENGLISH_ENDINGS)
    body = folded[:-2] if folded.endswith(_REFLEXIVE) and len(folded) > 5 else folded
    return _cut(body, _RUSSIAN_ENDINGS)


def _cut(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN:
            return word[: -len(ending)]
    return word


def find_words(text: str) -> Iterator[Word]:
    """Every word worth indexing, in order, repeats included."""
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if _MIN <= len(folded) <= _MAX and folded not in STOP_WORDS:
            yield Word(match.start(), match.end(), stem_word(folded))


def text_words(text: str) -> tuple[str, ...]:
    """The index forms of a text, each once, in the order they first stand. Cut personal values out beforehand."""
    return tuple(dict.fromkeys(word.value for word in find_words(text)))
