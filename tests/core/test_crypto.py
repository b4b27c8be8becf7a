"""Sealed values open only where and with what they were sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.crypto import BlindIndex, KeyRing, SealBroken

RING = KeyRing({1: bytes(32), 2: bytes([7]) * 32}, current=2)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_what_is_sealed_opens_again(plain: bytes, place: str) -> None:
    assert RING.open(RING.seal(plain, place), place) == plain


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = RING.seal(b"phone", "customer|1|phone")
    with pytest.raises(SealBroken):
        RING.open(sealed, "customer|2|phone")


@given(st.integers(min_value=1, max_value=32))
def test_an_altered_value_does_not_open(at: int) -> None:
    sealed = bytearray(RING.seal(b"some text that is long enough", "t|1|f"))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        RING.open(bytes(sealed), "t|1|f")


def test_an_old_key_still_opens_and_an_unknown_one_does_not() -> None:
    old = KeyRing({1: bytes(32)}, current=1).seal(b"x", "t")
    assert RING.open(old, "t") == b"x"
    with pytest.raises(SealBroken):
        KeyRing({3: bytes(32)}, current=3).open(old, "t")


def test_a_blind_index_keeps_kinds_apart_and_depends_on_its_key() -> None:
    index = BlindIndex(RING.subkey("blind-index"))
    assert index.of("phone", "1") == index.of("phone", "1")
    assert index.of("phone", "1") != index.of("email", "1")
    assert BlindIndex(RING.subkey("other")).of("phone", "1") != index.of("phone", "1")


def test_a_subkey_survives_the_rotation_of_sealing_keys() -> None:
    assert KeyRing({1: bytes(32)}, current=1).subkey("p") == RING.subkey("p")
