"""One slip of the finger: the candidates hold the right value, whatever the slip, and not too much else."""

from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.typos import one_typo_email, one_typo_number, one_typo_phone, one_typo_reference

PLACES = st.integers(min_value=0, max_value=8)


def test_the_number_of_candidates_is_what_one_query_can_ask() -> None:
    assert len(one_typo_phone("89161234117")) < 120
    assert len(one_typo_email("olga.vorobyova@mail.ru")) < 1_900
    assert len(one_typo_number("104233", lengths=(4, 12))) < 140


def test_the_value_itself_is_no_candidate() -> None:
    assert "+79161234117" not in one_typo_phone("+79161234117".strip("+"))
    assert "a@b.ru" not in one_typo_email("a@b.ru")
    assert "104233" not in one_typo_number("104233", lengths=(4, 12))


def test_what_has_the_wrong_length_has_no_candidates() -> None:
    assert one_typo_phone("4117") == ()
    assert one_typo_email("") == ()
    assert one_typo_email("a" * 60 + "@mail.ru") == ()
    assert one_typo_number("104", lengths=(4, 4)) != ()
    assert all(len(number) == 4 for number in one_typo_number("1042", lengths=(4, 4)))


def test_email_candidates_are_addresses() -> None:
    assert all(address.count("@") == 1 and not address.startswith("@") for address in one_typo_email("a@b.ru"))


@given(st.integers(min_value=9_000_000_000, max_value=9_999_999_999), PLACES, st.sampled_from("0123456789"), st.sampled_from("rdis"))
def test_any_slip_in_a_phone_is_found(national: int, place: int, digit: str, slip: str) -> None:
    right = str(national)
    wrong = {
        "r": right[:place] + digit + right[place + 1 :],
        "d": right[:place] + right[place + 1 :],
        "i": right[:place] + digit + right[place:],
        "s": right[:place] + right[place + 1] + right[place] + right[place + 2 :],
    }[slip]
    assert f"+7{right}" in one_typo_phone("8" + wrong) or wrong == right


@given(st.text("0123456789", min_size=4, max_size=12), PLACES, st.sampled_from("0123456789"))
def test_any_replaced_digit_of_a_number_is_found(right: str, place: int, digit: str) -> None:
    wrong = right[:place] + digit + right[place + 1 :] if place < len(right) else right + digit
    assert right in one_typo_number(wrong, lengths=(4, 12)) or wrong == right


def test_slips_of_a_reference_are_found() -> None:
    near = one_typo_reference("GB20260012")
    assert {"GB20260021", "GB2026012", "GB202600112", "CB20260012"} <= set(near) and "GB20260012" not in near
    assert one_typo_reference("77") == one_typo_reference("7" * 41) == ()
