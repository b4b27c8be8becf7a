"""Every kind of value that must go, and every kind that must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import masking
from apps.core.masking import mask_email, mask_name, mask_phone, redact_text, redact_value


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+79161234117", "+7 ••• •••-41-17"),
        ("8 (916) 123-41-17", "+7 ••• •••-41-17"),
        ("+49 30 1234567", "••• •••-45-67"),
        ("1234", "•••"),
        ("", "•••"),
    ],
)
def test_a_phone_shows_its_last_four_digits(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("olga@example.org", "o••••@example.org"),
        ("o@example.org", "o••••@example.org"),
        ('"a@b"@example.org', '"••••@example.org'),
        ("nonsense", "••••"),
        ("@example.org", "••••"),
        ("", "••••"),
    ],
)
def test_an_email_shows_its_first_letter_and_domain(email: str, shown: str) -> None:
    assert mask_email(email) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ольга Воробьёва", "Ольга В."),
        ("Ольга Петровна Воробьёва", "Ольга В."),
        ("Воробьёва Ольга Петровна", "Ольга В."),
        ("Ильин Пётр Ильич", "Пётр И."),
        ("  Olga   Vorobyova ", "Olga V."),
        ("Воробьёва", "В."),
        ("", ""),
    ],
)
def test_a_name_shows_the_given_name_and_an_initial(name: str, shown: str) -> None:
    assert mask_name(name) == shown


PHONES = [
    "+79161234117",
    "89161234117",
    "79161234117",
    "9161234117",
    "+7 916 123-41-17",
    "+7 (916) 123-41-17",
    "8(916)1234117",
    "8-916-123-41-17",
    "8.916.123.41.17",
    "8 916 123 41 17",
    "8\u00a0916\u00a0123\u00a041\u00a017",
    "8 – 916 – 123 – 41 – 17",
    "(916) 123-41-17",
    "916 123 41 17",
    "(495) 123-45-67",
    "123-41-17",
    "+49 30 1234567",
    "+1 (212) 555-0123",
    "8 800 555-35-35",
    "+77011234567",
    "٨٩١٦١٢٣٤١١٧".translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")),
]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("around", ["{}", "тел. {}, Ольга", "перезвоните на {}!", "phone={}&x=1", '{{"p":"{}"}}', "заказ 104233 {} ждёт"])
def test_phones_go_in_any_spelling(phone: str, around: str) -> None:
    assert redact_text(around.format(phone)) == around.format("[phone]")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("пишите на olga.v+1@mail.example.org.", "пишите на [email]."),
        ("?email=olga%40example.org&a=1", "?email=[email]&a=1"),
        ("почта@пример.рф", "[email]"),
        ("tel:%2B79161234117", "tel:%2B[phone]"),
        ("тел89161234117", "тел[phone]"),
        ("card 4111 1111 1111 1111 declined", "card [card] declined"),
        ("5555555555554444", "[card]"),
        ("2200-0000-0000-0053", "[card]"),
        ("3782 822463 10005", "[card]"),
        ("СНИЛС 112-233-445 95", "СНИЛС [snils]"),
        ("СНИЛС 11223344595", "СНИЛС [snils]"),
        ("ИНН 500100732259", "ИНН [inn]"),
        ("ИНН 7830002293", "ИНН [inn]"),
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer [token]"),
        ("basic dXNlcjpwYXNzd29yZA==", "basic [token]"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "jwt [token]"),
        ('{"access_token": "s3cr3tvalue99"}', '{"access_token": "[token]"}'),
        ("api_key=0123456789abcdef", "api_key=[token]"),
        ("password=hunter2 user=olga", "password=[password] user=olga"),
        ('{"password":"p","a":1}', '{"password":"[password]","a":1}'),
        ("пароль: Кольцо1", "пароль: [password]"),
        ("amqp://guest:guest@rabbitmq:5672/", "amqp://guest:[password]@rabbitmq:5672/"),
        ("ваш пароль Qwerty123, не теряйте", "ваш пароль [password] не теряйте"),
        ("Set-Cookie: sessionid=abcdef; Path=/", "Set-Cookie: [token]"),
        ('{"cookie": "a=b; c=d", "x": 1}', '{"cookie": "[token]", "x": 1}'),
        ("client_secret=abc&x=1", "client_secret=[password]&x=1"),
    ],
)
def test_other_personal_values_and_secrets_go(text: str, left: str) -> None:
    assert redact_text(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "AL-104233",
        "order AL-89161234117 priced",
        "al-79161234117",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
        "12345678901234567890123456789012",
        "550e8400-e29b-41d4-8716-446655440000",
        "550e8400-1111-4111-8716-441111111111",
        "2026-11-24T10:15:30.123456789+03:00",
        "2026-11-24 10:15:30,123",
        "24.11.2026 10:15",
        "1764000000",
        "1764000000123",
        "1764000000123456",
        "1764000000123456789",
        "10.128.100.200:5432",
        "192.168.100.120",
        "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        "took 89161234117 ns",
        "took 79161234117ns",
        "8.9161234117",
        "0.123456789012",
        "4111 1111 1111 1112",
        "112-233-445 96",
        "500100732250",
        "GET /api/v1/orders/104233 200 12.5ms",
        "deploy 2026.11.24-1 of mes-api 7.4.1",
        "pod shop-api-7d9f8c6b5-x2x9z",
        "цена 125 000 ₽, срок 14 дней",
        "token expired",
        "basic authentication failed",
        "забыли пароль",
        "cookie banner shown",
        "a @ b",
        "",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert redact_text(text) == text


def test_several_values_in_one_line_all_go() -> None:
    line = "24.11.2026 89161234117 AL-104233 olga@example.org 4111111111111111 4bf92f3577b34da6a3ce929d0e0e4736"
    assert redact_text(line) == "24.11.2026 [phone] AL-104233 [email] [card] 4bf92f3577b34da6a3ce929d0e0e4736"


@given(st.text(max_size=200))
def test_redaction_is_idempotent_and_never_fails(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) == once


@given(st.integers(0, 10**10 - 1), st.sampled_from(["{}", "x {} y", "({})", "n={};"]))
def test_every_russian_mobile_number_goes(digits: int, around: str) -> None:
    number = f"+79{digits % 10**9:09d}"
    assert str(digits % 10**9) not in redact_text(around.format(number)) or digits % 10**9 < 10


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_every_trace_id_stays(trace_id: str) -> None:
    assert redact_text(f"trace_id={trace_id} done") == f"trace_id={trace_id} done"


@given(st.integers(1000, 10**12 - 1))
def test_every_order_number_stays(number: int) -> None:
    assert redact_text(f"заказ AL-{number}, готов") == f"заказ AL-{number}, готов"


def test_half_a_megabyte_of_bad_luck_is_read_once() -> None:
    for piece in ("a", "8 9", "a@", "password", "1-", "eyJ", "пароль:"):
        redact_text(piece * (500_000 // len(piece)))


def test_attributes_are_redacted_through_lists_and_mappings() -> None:
    value = {"order.id": "AL-104233", "n": 79161234117, "ok": True, "list": ["+79161234117", {"note": "olga@example.org"}], "none": None}
    left = {"order.id": "AL-104233", "n": 79161234117, "ok": True, "list": ["[phone]", {"note": "[email]"}], "none": None}
    assert redact_value(value) == left


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("customer.phone", 79161234117, "[phone]"),
        ("customer.email", "olga at example", "[email]"),
        ("customer.name", "Ольга Воробьёва", "Ольга В."),
        ("customer.address", "Тверь, Садовая 5", "[address]"),
        ("db.password", "x", "[password]"),
        ("http.request.header.authorization", "Digest abc", "[token]"),
        ("customer.id", "c-4711", "c-4711"),
        ("client.address", "10.0.0.1", "10.0.0.1"),
        ("service.name", "shop-api", "shop-api"),
        ("customer.phone", None, None),
        ("customer.phone", False, False),
    ],
)
def test_a_key_that_names_something_personal_decides(key: str, value: object, left: object) -> None:
    assert redact_value({key: value}) == {key: left}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("получатель Полина Никитина, Ярославль", "получатель Полина Н., Ярославль"),
        ("Клиент: Никитина Полина Сергеевна не отвечает", "Клиент: Полина Н. не отвечает"),
        ("заказчику Полине Никитиной отправлено", "заказчику Полине Н. отправлено"),
        ("Клиент Не найден", "Клиент Не найден"),
        ("клиент отменил заказ AL-100001", "клиент отменил заказ AL-100001"),
        ("Customer Not Found", "Customer Not Found"),
    ],
)
def test_a_name_that_is_announced_is_shortened(text: str, left: str) -> None:
    assert redact_text(text) == left


def test_keys_are_redacted_too() -> None:
    assert redact_value({"+79161234117": {"olga@example.org": 1}, "order.id": "AL-100001"}) == {
        "[phone]": {"[email]": 1},
        "order.id": "AL-100001",
    }


def test_what_lies_too_deep_is_cut() -> None:
    value: object = "+79161234117"
    for _ in range(5_000):
        value = [value]
    assert masking._DEEPER in str(redact_value(value))
    for _ in range(20):
        value = {"a": value}
    assert masking._DEEPER in str(redact_value(value))
