"""Names meet across cases, genders of surnames and alphabets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.names import declined, fold_name, name_tokens, skeleton, stem

SAME = [
    "Ольга Ольге Ольгой Ольгу Оля Olga Olya Ol'ga",
    "Воробьёва Воробьёвой Воробьеву Воробьёв Воробьёвым Vorobyova Vorobeva Vorob'eva Vorobyeva Vorobiova",
    "Сергей Сергея Сергею Сергеем Sergey Sergei Серёжа",
    "Николай Николая Николаем Nikolay Nikolai Коля",
    "Дмитрий Дмитрия Dmitry Dmitriy Dmitrii Дима",
    "Мария Марии Марией Maria Mariya Mariia Маша",
    "Александр Александра Александру Саша Aleksandr Alexander",
    "Евгений Евгения Evgeny Yevgeniy Женя",
    "Максим Максима Максимом Maxim Maksim Макс",
    "Достоевский Достоевская Достоевскому Dostoevsky Dostoyevskaya Dostoevskiy",
    "Юлия Юле Юлии Julia Yulia Iuliia",
    "Щербаков Щербаковой Shcherbakov Scherbakova",
    "Илья Илье Ильёй Ilya Ilia",
    "Лев Льва Льву Lev",
    "Павел Павла Павлу Pavel Паша",
    "Пётр Петра Pyotr Petr Петя",
    "Хрущёв Хрущева Khrushchev Khrushchyov",
    "Наталья Наталия Наталье Natalia Natalya Наташа",
    "Мельник Мельника Мельником Melnik",
    "Шевченко Shevchenko",
    "Кузнецова Кузнецову Kuznetsova Kuznetzov",
    "Фадеева Фадеевой Fadeeva Fadeyeva",
    "Ксения Ксении Xenia Kseniya",
    "Вячеслав Вячеславом Vyacheslav Viacheslav Слава",
    "Цветковой Tsvetkova",
]


@pytest.mark.parametrize("forms", SAME)
def test_the_forms_of_one_name_meet(forms: str) -> None:
    first, *others = forms.split()
    for other in others:
        assert set(fold_name(first)) & set(fold_name(other)), (first, other)


@pytest.mark.parametrize(
    "one,other", [("Ольга", "Олег"), ("Иванов", "Иванченко"), ("Петров", "Петренко"), ("Анна", "Инна"), ("Соколов", "Соколовский")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert not set(fold_name(one)) & set(fold_name(other))


def test_a_short_form_of_two_names_meets_both() -> None:
    assert set(fold_name("Лена")) & set(fold_name("Елена"))
    assert set(fold_name("Лёня")) & set(fold_name("Леонид"))


def test_a_double_surname_is_two_tokens() -> None:
    assert name_tokens("Анна Римская-Корсакова 2") == ("Анна", "Римская", "Корсакова")


def test_what_has_no_letters_of_a_name_gives_nothing() -> None:
    assert fold_name("王") == ()
    assert skeleton("'") == ""


def test_names_that_do_not_decline_have_no_other_form() -> None:
    assert declined("Нелли") == ()


@given(st.text(max_size=30))
def test_folding_is_stable_and_plain(text: str) -> None:
    assert stem(text) == stem(text.upper().lower()) or not text.isalpha() or not text.isascii()
    assert all("a" <= char <= "z" for char in skeleton(text))
    assert fold_name(text) == tuple(sorted(fold_name(text)))
