"""What speaks for an order: collected kind by kind, weighed, and said. Pure.

The weights only have to put orders into the sequence in which a person would try them: what identifies (a number, a whole
phone) beats any heap of what merely fits, and several things that fit beat one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from apps.orders.search.pieces import (
    AMOUNT,
    CITY,
    DATE,
    EMAIL,
    ITEM,
    KINDS,
    NAME,
    ORDER_NUMBER,
    PHONE,
    REFERENCE,
    STREET,
    TRACE_ID,
    WORD,
)
from apps.orders.search.query import EXACT, PART, TYPO, WORDS

Subject = TypeVar("Subject")
IDENTIFYING = frozenset((ORDER_NUMBER, TRACE_ID, REFERENCE, PHONE, EMAIL))

_WEIGHTS: Mapping[str, float] = {
    ORDER_NUMBER: 100,
    TRACE_ID: 90,
    EMAIL: 80,
    PHONE: 80,
    REFERENCE: 80,
    STREET: 25,
    NAME: 25,
    AMOUNT: 18,
    ITEM: 14,
    DATE: 14,
    WORD: 10,
    CITY: 6,
}
# Found by a part or with one character changed, the same thing says less.
_SHARE: Mapping[str, float] = {EXACT: 1.0, PART: 0.5, TYPO: 0.55, WORDS: 1.0}
_UNSURE = 0.6
# A row that speaks for itself less than this share of the best one is no answer.
_KEPT_SHARE = 0.5
_MOST_PROMISING = 600


class Clue(NamedTuple):
    """One reason: `strength` 0..1 scales the weight (a rare word, a short range of days)."""

    kind: str
    how: str
    strength: float = 1.0
    sure: bool = True

    @property
    def weight(self) -> float:
        return _WEIGHTS[self.kind] * _SHARE[self.how] * self.strength * (1.0 if self.sure else _UNSURE)


@dataclass(slots=True)
class Clues(Generic[Subject]):
    """Reasons by what they speak for. The best of a kind counts, but for names, of which two say more than one."""

    found: dict[Subject, dict[tuple[str, str], Clue]] = field(default_factory=dict)

    def add(self, subjects: Iterable[Subject], clue: Clue, value: str = "") -> None:
        """`value` tells one name from another; of equal (kind, value) the heavier clue stays."""
        key = (clue.kind, value)
        for subject in subjects:
            held = self.found.setdefault(subject, {})
            if key not in held or held[key].weight < clue.weight:
                held[key] = clue

    def of(self, subject: Subject) -> list[Clue]:
        return list(self.found.get(subject, {}).values())


def score(clues: Iterable[Clue]) -> int:
    """The best clue of each kind, and half of every further one."""
    weights: dict[str, list[float]] = {}
    for clue in clues:
        weights.setdefault(clue.kind, []).append(clue.weight)
    return round(sum(max(kind) + (sum(kind) - max(kind)) / 2 for kind in weights.values()) * 10)


# The most that a day, a total and a city can still add to what other clues say.
_FIT_ADDS = round(10 * (_WEIGHTS[DATE] + _WEIGHTS[AMOUNT] + _WEIGHTS[CITY]))


def promising(clues: "Clues[Subject]") -> list[Subject]:
    """Those that can still be among the answers, whatever fits them: the others need not be loaded.

    At most _MOST_PROMISING, the heaviest first and of equal ones those that were added first: tiers add the newest first.
    """
    scores = {subject: score(clues.of(subject)) for subject in clues.found}
    least = max(scores.values(), default=0) * _KEPT_SHARE - _FIT_ADDS
    kept = [subject for subject, held in scores.items() if held >= least]
    return sorted(kept, key=lambda subject: -scores[subject])[:_MOST_PROMISING]


def matched_by(clues: Iterable[Clue]) -> tuple[str, ...]:
    """The kinds, in the order of the API."""
    kinds = {clue.kind for clue in clues}
    return tuple(kind for kind in KINDS if kind in kinds)


def how_found(clues: Iterable[Clue]) -> str:
    """exact|part|typo|words: the heaviest identifying clue decides, else it was found by words."""
    identifying = [clue for clue in clues if clue.kind in IDENTIFYING]
    return max(identifying, key=lambda clue: clue.weight).how if identifying else WORDS


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that something speaks for."""

    id: UUID
    created_at: datetime
    open: bool
    customer_id: UUID | None
    clues: tuple[Clue, ...]
    score: int

    @property
    def rank(self) -> tuple[int, bool, float, str]:
        """Ascending: the heaviest first, then the open, then the newest; the id makes the order total."""
        return (-self.score, not self.open, -self.created_at.timestamp(), str(self.id))


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Best first, without those for which too little speaks beside the best.

    Where a surname or a street found the best, one without either is another person's, whatever else fits; so is one that
    has only the surname, where the best has the given name too.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.rank)
    if not ordered:
        return []
    best, least = ordered[0], ordered[0].score * _KEPT_SHARE
    return [one for one in ordered if one.score >= least and (not _is_found_by_person(best) or _is_person_of(one, best))]


def _is_found_by_person(candidate: Candidate) -> bool:
    return _tells_of_person(candidate) and not any(clue.kind in IDENTIFYING for clue in candidate.clues)


def _is_person_of(one: Candidate, best: Candidate) -> bool:
    by_more = any(clue.kind in IDENTIFYING or clue.kind == STREET for clue in one.clues)
    return by_more or (_tells_of_person(one) and _names(one) >= _names(best))


def _names(candidate: Candidate) -> int:
    return sum(clue.kind == NAME for clue in candidate.clues)


def _tells_of_person(candidate: Candidate) -> bool:
    return any(clue.kind in IDENTIFYING or clue.kind == STREET or (clue.kind == NAME and clue.strength == 1) for clue in candidate.clues)


def certain(ordered: list[Candidate]) -> bool:
    """Whether the first may be opened at once: its number was named, or a whole identifying value leads to it alone.

    Careful on purpose: two named numbers, an unsure number, a part or a typo, or two open orders of one phone are not certain.
    Of one person's orders the only open one is meant, as people ask about what they wait for.
    """
    if not ordered:
        return False
    first, named = ordered[0], [candidate for candidate in ordered if _is_named(candidate)]
    if named:
        return named == [first]
    identified = [candidate for candidate in ordered if _is_identified(candidate)]
    of_one_person = first.customer_id is not None and {candidate.customer_id for candidate in identified} == {first.customer_id}
    waiting = [candidate for candidate in identified if candidate.open]
    return identified == [first] or (of_one_person and waiting == [first])


def _is_named(candidate: Candidate) -> bool:
    return any(clue.kind == ORDER_NUMBER and clue.how == EXACT and clue.sure for clue in candidate.clues)


def _is_identified(candidate: Candidate) -> bool:
    return any(clue.kind in IDENTIFYING and clue.kind != ORDER_NUMBER and clue.how == EXACT and clue.sure for clue in candidate.clues)
