"""What speaks for an order: weights, ranking, certainty. Pure."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.evidence import Candidate, Clue, Clues, certain, how_found, matched_by, promising, ranked, score
from apps.orders.search.goods import MATERIALS, PIECES, STONES
from apps.orders.search.goods_words import GOODS
from apps.orders.search.pieces import KINDS

AT = datetime(2026, 11, 21, tzinfo=UTC)
OLGA, IVAN = UUID(int=17), UUID(int=19)
NUMBER, PHONE, EMAIL = Clue("order_number", "exact"), Clue("phone", "exact"), Clue("email", "exact")
END, NAME, DATE, ITEM = Clue("phone", "part", 0.9), Clue("name", "words", 0.4), Clue("date", "words"), Clue("item", "words")


def order(id: int, *clues: Clue, customer: UUID | None = OLGA, open: bool = True, days: int = 0) -> Candidate:
    return Candidate(UUID(int=id), AT + timedelta(days=days), open, customer, clues, score(clues))


def ids(candidates: list[Candidate]) -> list[int]:
    return [candidate.id.int for candidate in candidates]


def test_several_kinds_beat_one_and_what_identifies_beats_what_fits() -> None:
    assert score([END, NAME, DATE, ITEM]) > score([END, NAME]) > score([END]) > score([NAME, DATE])
    assert score([PHONE]) > score([NAME, DATE, ITEM, Clue("words", "words"), Clue("city", "words")])
    assert score([NUMBER]) > score([PHONE])


def test_of_one_kind_the_best_counts_and_half_of_the_others() -> None:
    surname = Clue("name", "words")
    assert score([surname, NAME]) == score([surname]) + score([NAME]) / 2


def test_a_clue_is_kept_once_at_its_heaviest() -> None:
    clues: Clues[int] = Clues()
    clues.add([1, 2], END)
    clues.add([1], PHONE)
    clues.add([1], END)
    assert (clues.of(1), clues.of(2), clues.of(3)) == ([PHONE], [END], [])


def test_kinds_come_in_the_order_of_the_api() -> None:
    assert matched_by([DATE, NAME, END, NAME]) == ("phone", "name", "date")
    assert matched_by([Clue(kind, "exact") for kind in reversed(KINDS)]) == KINDS


@pytest.mark.parametrize(
    "clues,how",
    [
        ([NUMBER, NAME], "exact"),
        ([END, NAME], "part"),
        ([Clue("email", "typo"), NAME], "typo"),
        ([NAME, DATE], "words"),
        ([END, PHONE], "exact"),
    ],
)
def test_how_the_best_was_found(clues: list[Clue], how: str) -> None:
    assert how_found(clues) == how


def test_best_first_then_open_then_newest_and_weak_ones_are_left_out() -> None:
    rows = [order(1, DATE), order(2, END, NAME, open=False), order(3, END, NAME, days=-3), order(4, END, NAME), order(5, END, NAME, DATE)]
    assert ids(ranked(rows)) == [5, 4, 3, 2]
    assert ranked([]) == []


@pytest.mark.parametrize(
    "rows,expected",
    [
        ([], False),
        ([order(1, NUMBER)], True),
        ([order(1, NUMBER), order(2, PHONE)], True),
        ([order(1, NUMBER), order(2, NUMBER)], False),
        ([order(1, Clue("order_number", "exact", sure=False))], False),
        ([order(1, Clue("order_number", "part"))], False),
        ([order(1, Clue("order_number", "typo"))], False),
        ([order(1, PHONE)], True),
        ([order(1, EMAIL), order(2, NAME)], True),
        ([order(1, PHONE), order(2, PHONE, open=False)], True),
        ([order(1, PHONE), order(2, PHONE)], False),
        ([order(1, PHONE, open=False), order(2, PHONE, open=False)], False),
        ([order(1, PHONE), order(2, EMAIL, customer=IVAN, open=False)], False),
        ([order(1, PHONE, customer=None), order(2, PHONE, customer=None, open=False)], False),
        ([order(1, END, NAME, DATE, ITEM)], False),
        ([order(1, Clue("reference", "exact", sure=False))], False),
        ([order(1, Clue("trace_id", "exact"))], True),
    ],
)
def test_what_is_certain(rows: list[Candidate], expected: bool) -> None:
    assert certain(ranked(rows)) is expected


@given(
    st.lists(
        st.builds(Clue, st.sampled_from(KINDS), st.sampled_from(["exact", "part", "typo", "words"]), st.floats(0, 1), st.booleans()),
        min_size=1,
    )
)
def test_more_evidence_never_weighs_less(clues: list[Clue]) -> None:
    assert score(clues) >= score(clues[:-1]) >= 0


def test_every_concept_has_a_word() -> None:
    assert set(GOODS) == set(PIECES | MATERIALS | STONES)


def test_where_a_surname_found_the_best_other_persons_are_left_out() -> None:
    surname, street = Clue("name", "words"), Clue("street", "words")
    olga = order(1, surname, NAME, ITEM, DATE)
    namesake, other, neighbour = order(2, surname, ITEM, DATE), order(3, NAME, ITEM, DATE), order(4, street, ITEM)
    assert ids(ranked([namesake, neighbour, other, olga])) == [1, 4]
    assert ids(ranked([namesake, other])) == [2]
    assert ids(ranked([other, neighbour])) == [4]


def test_only_what_can_become_an_answer_is_loaded() -> None:
    clues: Clues[int] = Clues()
    clues.add([1], PHONE)
    clues.add([2], Clue("words", "words", 0.1))
    clues.add([3], ITEM)
    assert promising(clues) == [1, 3]
    assert promising(Clues()) == []
