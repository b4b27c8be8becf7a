"""Orders that the text names: by number, partner's reference or trace id. Exact, then a part, then one slip of the finger."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from apps.core.clock import now_ns
from apps.orders.search import plain_values
from apps.orders.search.evidence import Clue, Clues
from apps.orders.search.pieces import ORDER_NUMBER, REFERENCE, TRACE_ID, Piece, Understood
from apps.orders.search.query import EXACT, PART, TYPO
from apps.orders.search.terms import plain_key
from apps.orders.search.typos import one_typo_number, one_typo_reference
from apps.telemetry import registry
from apps.telemetry.datamodel import Window
from apps.telemetry.trace_subjects import subjects_of_traces

# Shorter parts of a number fit too many.
_SHORTEST_PART = 4
_MOST_TRACE_IDS = 20


def add_number_clues(clues: Clues[UUID], understood: Understood) -> list[str]:
    """Returns the numbers that the text names for sure and that no order has. One to five queries."""
    pieces = understood.of(ORDER_NUMBER)
    held = plain_values.with_number_keys([plain_key(piece.value) for piece in pieces])
    for piece in pieces:
        if plain_key(piece.value) in held:
            clues.add([held[plain_key(piece.value)]], Clue(ORDER_NUMBER, EXACT, sure=piece.sure), piece.value)
    missing = [piece for piece in pieces if piece.sure and plain_key(piece.value) not in held]
    if missing and not _add_as_references(clues, missing) and not _add_parts(clues, missing) and not clues.found:
        _add_typos(clues, missing)
    return [piece.value for piece in missing]


def _digits_of(piece: Piece) -> str:
    return piece.value.removeprefix(settings.CATALOGUE.order_prefix)


def _add_as_references(clues: Clues[UUID], pieces: Sequence[Piece]) -> bool:
    """Partners say "our order 7781" and mean their own number, "GB-7781"; it may still be a part of ours."""
    digits = [_digits_of(piece) for piece in pieces]
    exact = plain_values.with_references(digits)
    clues.add(exact, Clue(REFERENCE, EXACT, sure=False))
    ends = [] if exact else plain_values.with_end_of_reference(digits)
    clues.add(ends, Clue(REFERENCE, PART))
    return bool(exact)


def _add_parts(clues: Clues[UUID], pieces: Sequence[Piece]) -> bool:
    starts = [plain_key(piece.value) for piece in pieces]
    found = plain_values.with_part_of_number(starts, [_digits_of(piece) for piece in pieces])
    clues.add(found, Clue(ORDER_NUMBER, PART))
    return bool(found)


def _add_typos(clues: Clues[UUID], pieces: Sequence[Piece]) -> None:
    catalogue = settings.CATALOGUE
    near = [digits for piece in pieces for digits in one_typo_number(_digits_of(piece), lengths=catalogue.order_digits)]
    found = plain_values.with_numbers([catalogue.order_prefix + digits for digits in near])
    clues.add(found.values(), Clue(ORDER_NUMBER, TYPO))


def add_reference_clues(clues: Clues[UUID], understood: Understood) -> None:
    """One to three queries."""
    pieces = understood.of(REFERENCE)
    keys = [piece.value for piece in pieces]
    found = plain_values.with_references(keys)
    clues.add(found, Clue(REFERENCE, EXACT, sure=all(piece.sure for piece in pieces)))
    if found or not keys:
        return
    parts = plain_values.with_part_of_reference([key for key in keys if len(key) >= _SHORTEST_PART])
    clues.add(parts, Clue(REFERENCE, PART))
    if not parts:
        near = [candidate for key in keys for candidate in one_typo_reference(key)]
        clues.add(plain_values.with_references(near), Clue(REFERENCE, TYPO))


def add_trace_clues(clues: Clues[UUID], understood: Understood) -> list[str]:
    """By the orders' own events, else by telemetry. Returns the numbers that telemetry names and no event has told of."""
    trace_ids = list(dict.fromkeys(piece.value for piece in understood.of(TRACE_ID)))[:_MOST_TRACE_IDS]
    found = plain_values.with_trace_ids(trace_ids)
    clues.add(found, Clue(TRACE_ID, EXACT))
    left = [trace_id for trace_id in trace_ids if trace_id not in found.values()]
    if not left:
        return []
    numbers = _numbers_in_telemetry(left)
    known = plain_values.with_numbers(numbers)
    clues.add(known.values(), Clue(TRACE_ID, EXACT))
    return [number for number in numbers if number not in known]


def _numbers_in_telemetry(trace_ids: Sequence[str]) -> list[str]:
    catalogue = settings.CATALOGUE
    window = Window(now_ns() - catalogue.telemetry_retention_days * 86_400 * 10**9, now_ns() + 1)
    subjects = subjects_of_traces(registry.sources(), trace_ids, window, catalogue.gather_deadline_s)
    numbers = {subject for values in subjects.values() for subject in values}
    return sorted(number for number in numbers if catalogue.order_pattern.fullmatch(number))
