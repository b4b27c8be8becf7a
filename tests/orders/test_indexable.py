from apps.orders.indexable import complaint_words, contact_terms, item_words
from apps.orders.search.words import text_words

OLGA = {"name": "Ольга Воробьёва", "phone": "8 916 123-41-17", "email": "Olga@Example.org", "street": "ул. Лесная", "city": "Тверь"}


def test_each_field_of_a_contact_gives_its_terms_once() -> None:
    terms = contact_terms(OLGA)
    assert {term.kind for term in terms} == {"name", "phone", "phone4", "phone6", "email", "street"}
    assert len(terms) == len(set(terms))
    assert contact_terms({}) == ()


def test_words_of_items_are_those_of_names_and_materials() -> None:
    words = item_words([{"sku": "R-1", "name": "Кольцо с сапфиром", "material": "золото 585"}, {"name": None}])
    assert words == set(text_words("кольцо сапфир золото"))


def test_a_complaint_is_indexed_without_personal_values() -> None:
    text = "Здравствуйте! Кольцо с сапфиром так и не пришло на Лесную. Воробьёва Ольга, муж Сергей, +7 916 123-41-17, olga@example.org"
    words = complaint_words(text, OLGA)
    assert set(text_words("кольцо сапфир")) <= words
    for personal in ("Воробьёва", "Ольга", "Лесную", "Сергей", "olga", "example"):
        assert not set(text_words(personal)) & words, personal
