"""Orders by what was ordered and by the words of what was said about them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from apps.orders.search.evidence import Clue, Clues
from apps.orders.search.pieces import ITEM, NAME, WORD, Piece, Understood
from apps.orders.search.query import WORDS
from apps.orders.search.vocabulary import Vocabulary, known_words, orders_with_words, words_of
from apps.orders.search.words import text_words

# Of the words that an order holds only the rarest speak for it: a long text must not outweigh a phone.
_MOST_TELLING = 5


def add_goods_clues(clues: Clues[UUID], understood: Understood, near: Collection[UUID]) -> None:
    """Weighs what other clues have found and what is `near` in time, and finds more by itself. At most four queries."""
    items, words = understood.of(ITEM), _words_of(understood)
    vocabulary = known_words([*(concept for item in items for concept in _concepts(item)), *words])
    if not vocabulary.ids:
        return
    held = words_of(list(dict.fromkeys([*clues.found, *near, *orders_with_words(vocabulary)])), vocabulary)
    for order_id, texts in held.items():
        _add_items(clues, order_id, items, texts)
        _add_words(clues, order_id, texts.intersection(words), vocabulary)


def _concepts(item: Piece) -> Sequence[str]:
    return item.value.split(", ")


def _words_of(understood: Understood) -> list[str]:
    """Words, and what was taken for a name but may be one."""
    unsure = (word for piece in understood.of(NAME) if not piece.sure for word in text_words(piece.text))
    return list(dict.fromkeys([*(piece.value for piece in understood.of(WORD)), *unsure]))


def _add_items(clues: Clues[UUID], order_id: UUID, items: Sequence[Piece], texts: Collection[str]) -> None:
    """A ring with a sapphire fits whole; a ring fits it by half."""
    for item in items:
        concepts = _concepts(item)
        share = sum(concept in texts for concept in concepts) / len(concepts)
        if share:
            clues.add([order_id], Clue(ITEM, WORDS, share))


def _add_words(clues: Clues[UUID], order_id: UUID, texts: Collection[str], vocabulary: Vocabulary) -> None:
    telling = sorted(texts, key=lambda text: (-vocabulary.strength(text), text))[:_MOST_TELLING]
    for text in telling:
        clues.add([order_id], Clue(WORD, WORDS, vocabulary.strength(text)), text)
