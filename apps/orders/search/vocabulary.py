"""Orders by the words of their items and complaints: the rarest two words together, else any of the rarest four.

Common words cost much and tell little, so they never choose candidates; they only weigh those that rarer words chose
(docs/performance.md, "Words").
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.models import Posting, Word

MOST_CANDIDATES = 2_000
_TOGETHER, _ANY = 2, 4
# Words of a long text that are looked up at most.
MOST_WORDS = 200
# A word in this many orders or more says nothing.
_SAYS_NOTHING = 100_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The asked words that any order holds: their rows' ids and in how many orders they stand."""

    ids: Mapping[str, int]
    frequency: Mapping[str, int]

    def rarest(self) -> list[str]:
        return sorted(self.frequency, key=lambda text: (self.frequency[text], text))

    def strength(self, text: str) -> float:
        """1 for a word of one order, 0 for one that stands nearly everywhere."""
        return max(0.0, 1 - math.log(max(1, self.frequency[text])) / math.log(_SAYS_NOTHING))


def known_words(texts: Iterable[str]) -> Vocabulary:
    """One query."""
    wanted = list(dict.fromkeys(texts))[:MOST_WORDS]
    rows = list(Word.objects.filter(text__in=wanted, orders__gt=0).values_list("text", "id", "orders")) if wanted else []
    return Vocabulary({text: id for text, id, _ in rows}, {text: orders for text, _, orders in rows})


def orders_with_words(vocabulary: Vocabulary) -> list[UUID]:
    """Candidates, at most MOST_CANDIDATES; one or two queries."""
    rarest = [vocabulary.ids[text] for text in vocabulary.rarest()]
    if len(rarest) >= _TOGETHER:
        together = _holding(rarest[:_TOGETHER])
        if together:
            return together
    return _newest(Posting.objects.filter(word_id__in=rarest[:_ANY]))


def _holding(words: Sequence[int]) -> list[UUID]:
    first, *others = words
    postings = Posting.objects.filter(word_id=first)
    for other in others:
        postings = postings.filter(order__in=Posting.objects.filter(word_id=other).values("order_id"))
    return _newest(postings)


def _newest(postings: QuerySet[Posting]) -> list[UUID]:
    """The orders of the latest postings, each once."""
    return list(dict.fromkeys(postings.order_by("-id").values_list("order_id", flat=True)[:MOST_CANDIDATES]))


def words_of(orders: Collection[UUID], vocabulary: Vocabulary) -> dict[UUID, set[str]]:
    """Which of the words each order holds, in the sequence of `orders`; one query."""
    text_of = {id: text for text, id in vocabulary.ids.items()}
    held: dict[UUID, set[str]] = {order_id: set() for order_id in orders}
    if held and text_of:
        postings = Posting.objects.filter(order_id__in=list(orders), word_id__in=list(text_of))
        for order_id, word_id in postings.values_list("order_id", "word_id"):
            held[order_id].add(text_of[word_id])
    return held
