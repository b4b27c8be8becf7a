"""What a pasted complaint says. Now is Tuesday, 24 November 2026, 18:52 in Moscow. Words are left out of the table."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.orders.search.pieces import KINDS
from apps.orders.search.understand import understand

NOW = datetime(2026, 11, 24, 15, 52, tzinfo=UTC)
O, P, E, N, S, R, T, I, C, A, D = (  # noqa: E741
    "order_number", "phone", "email", "name", "street", "reference", "trace_id", "item", "city", "amount", "date",
)  # fmt: skip
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

COMPLAINTS: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Здравствуйте! Заказывала у вас кольцо с сапфиром в субботу, деньги не списали, цену не назвали, в чате молчат. "
        "Телефон 8 916 … 41-17, Ольга. Вы вообще живы?",
        [(I, "ring, sapphire"), (D, "2026-11-21"), (P, "4117"), (N, "Ольга")],
    ),
    ("Где мои серьги?? Третью неделю жду", [(I, "earrings"), (D, "2026-10-31/2026-11-11")]),
    ("Partner order lost, ref 7781", [(R, "7781")]),
    ("AL-104233", [(O, "AL-104233")]),
    ("AL 104233", [(O, "AL-104233")]),
    ("al-104233", [(O, "AL-104233")]),
    ("al104233", [(O, "AL-104233")]),
    ("AL–104233", [(O, "AL-104233")]),
    ("AL_104233", [(O, "AL-104233")]),
    ("АЛ-104233", [(O, "AL-104233")]),
    ("ал 104233 где?", [(O, "AL-104233")]),
    ("аL-104233", [(O, "AL-104233")]),
    ("№104233", [(O, "AL-104233")]),
    ("# 104233", [(O, "AL-104233")]),
    ("заказ 104233", [(O, "AL-104233")]),
    ("Заказ № 104233 не пришёл", [(O, "AL-104233")]),
    ("номер заказа: 104233", [(O, "AL-104233")]),
    ("Order number 104233 please", [(O, "AL-104233")]),
    ("Order #104233", [(O, "AL-104233")]),
    ("заказ AL-1 0 4 2 3 3", [(O, "AL-104233")]),
    ("AL-104 233", [(O, "AL-104233")]),
    ("104233", [(O, "AL-104233")]),
    (" 4117 ", [(O, "AL-4117")]),
    ("AL-104233 12500 руб", [(O, "AL-104233"), (A, "12500.00")]),
    ("AL-104 233 и 12 500 р", [(O, "AL-104233"), (A, "12500.00")]),
    ("AL-1001 или AL-10010?", [(O, "AL-1001"), (O, "AL-10010")]),
    ("у меня два заказа: AL-104233, 104240", [(O, "AL-104233"), (O, "AL-104240")]),
    ("AL-1234567890123", []),
    ("AL-104", []),
    ("заказ 12500 руб", [(A, "12500.00")]),
    ("заказ 2026 года", []),
    ("89161234117", [(P, "+79161234117")]),
    ("+7(916)123-41-17", [(P, "+79161234117")]),
    ("916 123 41 17", [(P, "+79161234117")]),
    ("заказ 104233 8 916 123-41-17", [(O, "AL-104233"), (P, "+79161234117")]),
    ("позвоните 8(495)123-45-67 или 916-555-12-34", [(P, "+74951234567"), (P, "+79165551234")]),
    ("my German number is +49 30 901820", [(P, "+4930901820")]),
    ("телефон на 41-17 заканчивается", [(P, "4117")]),
    ("последние цифры 4117", [(P, "4117")]),
    ("последние четыре цифры телефона 41 17", [(P, "4117")]),
    ("phone ends in 4117", [(P, "4117")]),
    ("last four digits of my phone: 4117", [(P, "4117")]),
    ("тел. 41-17", [(P, "4117")]),
    ("41-17", [(P, "4117")]),
    ("123-41-17", [(P, "234117")]),
    ("+7 916 ***-41-17", [(P, "4117")]),
    ("8916xxx4117", [(P, "4117")]),
    ("…4117", [(P, "4117")]),
    ("в период 41-17 ничего", []),
    ("телефон 8916123411", [(P, "8916123411")]),
    ("мой номер 8 916 123 41 177", [(P, "891612341177")]),
    ("мой имейл: OLGA.Petrova@Yandex.ru.", [(E, "olga.petrova@yandex.ru")]),
    ("почта olga @ mail.ru", [(E, "olga@mail.ru")]),
    ("Ольга Воробьёва", [(N, "Ольга"), (N, "Воробьёва")]),
    ("воробьёва", [(N, "воробьёва")]),
    ("Vorobyova", [(N, "Vorobyova")]),
    ("Мельник Ольга", [(N, "Мельник"), (N, "Ольга")]),
    ("Olga Vorobyova, olga.v@mail.ru", [(N, "Ольга"), (N, "Vorobyova"), (E, "olga.v@mail.ru")]),
    (
        "Заказ на Ольгу Воробьёву из Твери, ул. Лесная 5, кв 12",
        [(N, "Ольга"), (N, "Воробьёву"), (C, "Тверь"), (S, "Лесная")],
    ),
    (
        "Меня зовут Сергей Мельник, заказ от 21.11 на сумму 12,5 тыс руб",
        [(N, "Сергей"), (N, "Мельник"), (D, "2026-11-21"), (A, "12500.00")],
    ),
    (
        "My name is Olga, I ordered a ring with a sapphire last week, phone ends 4117",
        [(N, "Ольга"), (I, "ring, sapphire"), (D, "2026-11-16/2026-11-23"), (P, "4117")],
    ),
    (
        "Hello, this is Mr. Petrov from Kazan. Order #104233 is late",
        [(N, "Petrov"), (C, "Казань"), (O, "AL-104233")],
    ),
    (
        "Добрый день. Я Вера Павловна Крылова, номер +7 916 ***-41-17",
        [(N, "Вера"), (N, "Павловна"), (N, "Крылова"), (P, "4117")],
    ),
    ("вера в вас пропала, надежда тоже", []),
    ("Владимир из Владимира", [(N, "Владимир"), (C, "Владимир")]),
    ("привет это саша с заказа с браслетом", [(N, "Саша"), (I, "bracelet")]),
    ("заказала Марине подарок 3 недели назад", [(N, "Марина"), (D, "2026-10-31/2026-11-07")]),
    ("подвеска с александритом, заказ на имя Кузнецова И. П.", [(I, "pendant, alexandrite"), (N, "Кузнецова")]),
    ("Любовь Иванова ждёт колечко", [(N, "Любовь"), (N, "Иванова"), (I, "ring")]),
    ("Заказ от Воробьёвой. Казань", [(N, "Воробьёвой"), (C, "Казань")]),
    ("живу на Лесной улице", [(S, "Лесной")]),
    ("Доставка на проспект Мира 12", [(S, "Мира")]),
    ("Адрес: на Советской, индекс 170100", [(S, "Советской")]),
    ("обручальные кольца в нижнем новгороде", [(I, "wedding, ring"), (C, "Нижний Новгород")]),
    ("Кольцо из белого золота с бриллиантом", [(I, "ring, white, gold, diamond")]),
    ("белого я не заказывал", []),
    ("колье за 45 000 ₽ и брошь 9900р", [(I, "necklace"), (A, "45000.00"), (I, "brooch"), (A, "9900.00")]),
    ("оплатила 12 500,50 руб.", [(A, "12500.50")]),
    ("12 тыс. руб", [(A, "12000.00")]),
    ("REF-7781", [(R, "7781")]),
    ("реф. 7781", [(R, "7781")]),
    ("GB-2026-0012 не пришло", [(R, "GB20260012")]),
    ("Заказывали серёжки с жемчугом через партнёра, референс PO-55123", [(I, "earrings, pearl"), (R, "PO55123")]),
    (f"trace {TRACE.upper()} failed", [(T, TRACE)]),
    (f"00-{TRACE}-00f067aa0ba902b7-01", [(T, TRACE)]),
    ("a3ce929d0e0e4736", [(T, "0000000000000000a3ce929d0e0e4736")]),
    (TRACE[:31], []),
    (TRACE + "a", []),
    ("0" * 32, []),
    ("карта 4111111111111111 не прошла", []),
    (
        "Обещали к 1 декабря, а сейчас тишина. Браслет с гранатами, Дарья, Нижний Новгород",
        [(D, "2026-12-01"), (I, "bracelet, garnet"), (N, "Дарья"), (C, "Нижний Новгород")],
    ),
    ("кольцо с сапфиром, заказывал в начале месяца", [(I, "ring, sapphire"), (D, "2026-11-01/2026-11-12")]),
    ("браслет на имя олега волкова. спасибо", [(I, "bracelet"), (N, "Олег"), (N, "волкова")]),
    ("татьяна, живу на менделеева, дом 25", [(N, "Татьяна"), (S, "менделеева")]),
    ("телефон кончается на 4117", [(P, "4117")]),
    ("the last digits of my number are 4117", [(P, "4117")]),
    ("О. Воробьёва", [(N, "Воробьёва")]),
    ("No. 104233", [(O, "AL-104233")]),
    ("сумма 12500", [(A, "12500.00")]),
    ("стоимость: 12 500,00", [(A, "12500.00")]),
    ("адрес: г. Казань, Баумана 3", [(C, "Казань"), (S, "Баумана")]),
    ("пишите на Olga (at) mail.ru", [(E, "olga@mail.ru")]),
    ("сломалась застёжка", []),
    ("Ё", []),
    ("", []),
]


@pytest.mark.parametrize("text,expected", COMPLAINTS, ids=range(len(COMPLAINTS)))
def test_a_complaint_is_understood(text: str, expected: list[tuple[str, str]]) -> None:
    understood = understand(text, now=NOW)
    assert [(piece.kind, piece.value) for piece in understood.pieces if piece.kind != "words"] == expected


def test_the_rest_of_a_text_are_words() -> None:
    understood = understand("Ольга, сломалась застёжка и застёжки", now=NOW)
    assert [piece.value for piece in understood.of("words")] == ["слом", "застежк", "застежк"]
    assert understood.kinds() == ("name", "words")


def test_what_may_be_something_else_is_unsure() -> None:
    assert not understand("где 104233 посылка", now=NOW).of("order_number")[0].sure
    assert understand("104233", now=NOW).of("order_number")[0].sure
    assert not understand("Воробьёва", now=NOW).of("name")[0].sure


def test_a_day_that_was_promised_is_not_the_day_of_the_order() -> None:
    dates = understand("Заказала 3 ноября, обещали к 20 ноября, доставку ждали вчера. Due on Saturday", now=NOW).of("date")
    assert [(piece.value, piece.sure) for piece in dates] == [
        ("2026-11-03", True), ("2026-11-20", False), ("2026-11-23", False), ("2026-11-21", False),
    ]  # fmt: skip


def test_the_numbers_of_another_company_are_understood() -> None:
    understood = understand("кс-77 и KC 7712345", now=NOW, prefix="KC-", digits=(5, 7))
    assert [piece.value for piece in understood.of("order_number")] == ["KC-7712345"]


ALPHABET = st.sampled_from(
    [*"0123456789", *" -+().,…*@№#/", *"алАЛalAL", "заказ ", "ref ", "тел ", "Ольга ", "ул. ", "кольцо ", "21 ноября ", "руб", "8 916 "]
)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), st.lists(ALPHABET, max_size=60).map("".join)))
def test_pieces_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for piece in understand(text, now=NOW).pieces:
        assert piece.kind in KINDS
        assert piece.text == text[piece.start : piece.end] != ""
        assert piece.start >= end and piece.value
        end = piece.end


@given(st.integers(min_value=1000, max_value=10**12 - 1), st.sampled_from(["AL-{}", "al {}", "заказ AL{}, где?", "№ АЛ-{}"]))
def test_every_number_is_understood_whole(number: int, spelling: str) -> None:
    assert [piece.value for piece in understand(spelling.format(number), now=NOW).of("order_number")] == [f"AL-{number}"]
