"""Customers' own words as staff read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.hiding import masked_text

OLGA = {"name": "Ольга Воробьёва", "street": "ул. Лесная", "phone": "+79161234117"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Меня зовут Ольга Воробьёва, где кольцо?", "Меня зовут Ольга В., где кольцо?"),
        ("Позвоните на +7 916 123-41-17", "Позвоните на +7 ••• •••-41-17"),
        ("Пишите на olga.v@example.org", "Пишите на o••••@example.org"),
        ("Живу на ул. Лесная, жду курьера", "Живу на •••, жду курьера"),
        ("My name is Olga Vorobyova, order AL-100001", "My name is Olga V., order AL-100001"),
        ("Кольцо с сапфиром не пришло, заказ AL-100001", "Кольцо с сапфиром не пришло, заказ AL-100001"),
        ("", ""),
    ],
)
def test_what_is_found_in_the_text_is_shortened(text: str, shown: str) -> None:
    assert masked_text(text) == shown


@pytest.mark.parametrize("text", ["Воробьева. Жду", "VOROBYOVA, где заказ", "заказ воробьёвой", "оформляли с Воробьёвой вместе"])
def test_the_name_of_whose_order_it_is_is_shortened_however_it_is_written(text: str) -> None:
    shown = masked_text(text, OLGA).casefold()
    assert "воробь" not in shown
    assert "vorob" not in shown


def test_so_is_the_street_and_the_given_name_stays() -> None:
    assert masked_text("Ольга, везите на Лесную или к Лесной", OLGA) == "Ольга, везите на ••• или к •••"


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    assert isinstance(masked_text(text, OLGA), str)
