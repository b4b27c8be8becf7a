"""The index rows of what a batch changed: blind terms of persons, words of items and complaints."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from apps.orders.indexable import contact_terms
from apps.orders.models import BlindTerm, Posting, Word

Subject = tuple[str, UUID]  # customer|order|complaint and its id
Place = tuple[UUID, str]  # an order's id and item|complaint


@dataclass(slots=True)
class IndexChanges:
    """`contacts` replace what was indexed of a subject, `words` what was indexed of a place."""

    contacts: dict[Subject, Mapping[str, str]] = field(default_factory=dict)
    words: dict[Place, frozenset[str]] = field(default_factory=dict)


def write_index(changes: IndexChanges) -> None:
    """Runs last in its transaction: the rows of common words are what batches contend for."""
    _write_terms(changes.contacts)
    _write_words(changes.words)


def _write_terms(contacts: Mapping[Subject, Mapping[str, str]]) -> None:
    if not contacts:
        return
    blind = settings.BLIND_INDEX
    BlindTerm.objects.filter(subject_id__in=[subject_id for _, subject_id in contacts]).delete()
    BlindTerm.objects.bulk_create(
        BlindTerm(index=blind.of(term.kind, term.value), kind=term.kind, subject=subject, subject_id=subject_id)
        for (subject, subject_id), contact in contacts.items()
        for term in contact_terms(contact)
    )


def _write_words(wanted: Mapping[Place, frozenset[str]]) -> None:
    if not wanted:
        return
    postings = _postings_of({order_id for order_id, _ in wanted})
    had = {place: frozenset(words) for place, words in postings.items()}
    nothing: frozenset[str] = frozenset()
    gone = {place: had.get(place, nothing) - words for place, words in wanted.items()}
    new = {place: words - had.get(place, nothing) for place, words in wanted.items()}
    vocabulary = _lock_words(word for part in (*gone.values(), *new.values()) for word in part)
    Posting.objects.filter(id__in=[postings[place][text] for place, words in gone.items() for text in words]).delete()
    postings_new = [
        Posting(word=vocabulary[text], order_id=order_id, place=place) for (order_id, place), words in new.items() for text in sorted(words)
    ]
    Posting.objects.bulk_create(postings_new, ignore_conflicts=True)
    after = {place: had.get(place, nothing) - gone.get(place, nothing) | new.get(place, nothing) for place in {*had, *new}}
    _count(vocabulary, had, after)


def _postings_of(order_ids: set[UUID]) -> dict[Place, dict[str, int]]:
    """The ids of an order's postings by place and word."""
    found: dict[Place, dict[str, int]] = {}
    rows = Posting.objects.filter(order_id__in=order_ids).values_list("order_id", "place", "word__text", "id")
    for order_id, place, text, posting_id in rows:
        found.setdefault((order_id, place), {})[text] = posting_id
    return found


def _lock_words(texts: Iterable[str]) -> dict[str, Word]:
    """The rows of the vocabulary, made if missing and locked. Asked again when another batch has just removed one (`_count`)."""
    wanted = sorted(set(texts))
    locked: dict[str, Word] = {}
    while len(locked) < len(wanted):
        known = set(Word.objects.filter(text__in=wanted).values_list("text", flat=True))
        Word.objects.bulk_create([Word(text=text) for text in wanted if text not in known], ignore_conflicts=True)
        locked = {word.text: word for word in Word.objects.filter(text__in=wanted).order_by("text").select_for_update()}
    return locked


def _count(vocabulary: Mapping[str, Word], before: Mapping[Place, frozenset[str]], after: Mapping[Place, frozenset[str]]) -> None:
    """Bring `Word.orders` up to date: an order counts once for a word, wherever it holds it.

    A word that no order holds any more goes: it may have turned out to be a name.
    """
    changes = _orders_by_word(after)
    changes.subtract(_orders_by_word(before))
    changed = [vocabulary[text] for text, difference in changes.items() if difference]
    for word in changed:
        word.orders = max(0, word.orders + changes[word.text])
    Word.objects.bulk_create(changed, update_conflicts=True, unique_fields=["text"], update_fields=["orders"])
    gone = [word.id for word in changed if not word.orders]
    if gone:
        Word.objects.filter(id__in=gone).delete()


def _orders_by_word(words: Mapping[Place, frozenset[str]]) -> Counter[str]:
    return Counter(text for text, _ in {(text, order_id) for (order_id, _), texts in words.items() for text in texts})
