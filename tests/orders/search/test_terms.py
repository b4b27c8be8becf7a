"""Terms: what is written and what is asked for have one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.cities import city_named
from apps.orders.search.terms import (
    Term,
    e164,
    email_terms,
    name_terms,
    number_forms,
    phone_terms,
    plain_key,
    reference_forms,
    street_key,
    street_terms,
)
from apps.orders.search.words import text_words

OLGA = (Term("phone", "+79161234117"), Term("phone6", "234117"), Term("phone4", "4117"))


@pytest.mark.parametrize(
    "spelling",
    [
        "+79161234117", "8 916 123-41-17", "+7(916)1234117", "9161234117", "916 123 41 17", "79161234117", "8-916-123-41-17",
        "8 (916) 123 41 17", "+7 916 123 41 17", "８９１６１２３４１１７", "тел. 8 916 1234117",
    ],
)  # fmt: skip
def test_a_phone_has_one_form_in_any_spelling(spelling: str) -> None:
    assert phone_terms(spelling) == OLGA


@pytest.mark.parametrize(
    "text,terms",
    [
        ("41-17", (Term("phone4", "4117"),)),
        ("123-41-17", (Term("phone6", "234117"), Term("phone4", "4117"))),
        ("+49 30 901820", (Term("phone", "+4930901820"), Term("phone6", "901820"), Term("phone4", "1820"))),
        ("17", ()),
        ("", ()),
    ],
)
def test_what_is_no_whole_phone_gives_only_its_endings(text: str, terms: tuple[Term, ...]) -> None:
    assert phone_terms(text) == terms


def test_a_phone_of_too_many_digits_is_none() -> None:
    assert e164("8 916 123 41 17 17 17 17 17") is None


def test_an_email_is_folded() -> None:
    assert email_terms(" OLGA.V@Mail.RU ") == (Term("email", "olga.v@mail.ru"),)
    assert email_terms("olga") == ()


def test_name_terms_hold_each_token_once() -> None:
    assert name_terms("Ольге Воробьёвой") == name_terms("Olga Vorobyova") == (Term("name", "olg"), Term("name", "vorobev"))
    assert name_terms("Анна Анна") == name_terms("Анна")


@pytest.mark.parametrize("street", ["ул. Лесная", "Лесная улица", "на Лесной улице", "Лесная", "Lesnaya st", "ул Лесной"])
def test_a_street_has_one_form(street: str) -> None:
    assert street_key(street) == "lesn"


def test_a_street_of_several_words_is_met_by_its_telling_words() -> None:
    assert set(street_terms("на Королёва")) & set(street_terms("улица Академика Королёва"))
    assert street_terms("улица Большая") == (Term("street", "bolsh"),)
    assert Term("street", "grin pushkin") in street_terms("ул. Пушкина и Грина".replace(" и ", " "))


@pytest.mark.parametrize("text", ["AL-104233", "al 104233", "АЛ-104 233", "ал104233", "AL–104233"])
def test_an_order_number_has_one_key(text: str) -> None:
    assert number_forms(text) == ("AL104233", "104233")


def test_the_numero_sign_is_no_letter() -> None:
    assert number_forms("№104233") == ("104233",)


@pytest.mark.parametrize(
    "text,key",
    [
        ("ref 7781", "7781"),
        ("REF-7781", "7781"),
        ("реф. 7781", "7781"),
        ("7781", "7781"),
        ("GB-2026/0012", "GB20260012"),
        ("refund", "REFUND"),
    ],
)
def test_a_reference_is_met_with_and_without_the_word(text: str, key: str) -> None:
    assert reference_forms(text)[0] == key


@pytest.mark.parametrize(
    "text,city",
    [
        ("Твери", "Тверь"), ("Tver", "Тверь"), ("Москву", "Москва"), ("Moscow", "Москва"), ("Нижнем Новгороде", "Нижний Новгород"),
        ("Питера", "Санкт-Петербург"), ("СПб", "Санкт-Петербург"),
        ("Ростове-на-Дону", "Ростов-на-Дону"), ("Набережных Челнов", "Набережные Челны"),
        ("Атлантида", None), ("", None), ("Тверь Тверь Тверь Тверь", None),
    ],
)  # fmt: skip
def test_cities_are_known_in_any_case(text: str, city: str | None) -> None:
    assert city_named(text) == city


@pytest.mark.parametrize(
    "one,other",
    [
        ("Кольцо с сапфиром", "ring, SAPPHIRES"), ("серёжки", "серьги"), ("списали деньги", "деньги списали"),
        ("посылка не пришла", "посылку"),
        ("молчат", "молчите"), ("колечком", "кольцо"),
        ("payments declined", "payment decline"),
        ("брюлик", "бриллиантовый"),
    ],
)  # fmt: skip
def test_words_meet_across_forms(one: str, other: str) -> None:
    assert set(text_words(one)) & set(text_words(other))


def test_words_leave_out_stop_words_numbers_and_repeats() -> None:
    assert text_words("И где же мой заказ 104233, ёлки? Ёлки!") == ("елк",)
    assert text_words("а " * 1000) == ()


@given(st.text(max_size=60))
def test_terms_never_raise_and_are_stable(text: str) -> None:
    for terms in (phone_terms, email_terms, name_terms, street_terms):
        assert terms(text) == terms(text)
        assert all(term.value for term in terms(text))
    assert all(form.isalnum() for form in (*number_forms(text), *reference_forms(text)))
    assert plain_key(plain_key(text)) == plain_key(text) or not text.isascii()
    assert len(set(text_words(text))) == len(text_words(text))


@given(st.integers(min_value=9_000_000_000, max_value=9_999_999_999), st.sampled_from(["8{}", "+7{}", "7{}", "{}"]))
def test_every_mobile_number_meets_itself(national: int, spelling: str) -> None:
    assert phone_terms(spelling.format(national))[0] == Term("phone", f"+7{national}")
