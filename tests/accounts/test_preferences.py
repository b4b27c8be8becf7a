from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.accounts.demo.people import PASSWORD
from apps.accounts.forms import Preferences, read_preferences
from apps.accounts.models import User
from apps.audit.services import record_event
from apps.core.errors import InvalidInput
from tests.personas import actor_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_choices_are_kept_and_set_as_cookies(client_of: Callable[[str], Client]) -> None:
    answer = client_of("support").post("/preferences/", {"language": "ru", "theme": "dark", "zone": "Europe/Moscow", "next": "/audit/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit/")
    assert (answer.cookies["django_language"].value, answer.cookies["theme"].value) == ("ru", "dark")
    user = User.objects.get(username="support")
    assert (user.language, user.theme, user.zone) == ("ru", "dark", "Europe/Moscow")


def test_what_is_not_sent_stays(client_of: Callable[[str], Client]) -> None:
    client = client_of("support")
    client.post("/preferences/", {"theme": "dark"})
    client.post("/preferences/", {"language": "ru"})
    client.post("/preferences/")
    user = User.objects.get(username="support")
    assert (user.language, user.theme, user.zone) == ("ru", "dark", "")


@pytest.mark.usefixtures("directory")
def test_they_follow_a_person_to_another_browser(client_of: Callable[[str], Client]) -> None:
    cache.clear()
    form = {"username": "support", "password": PASSWORD}
    first, second = Client(), Client()
    first.post("/login/", form)
    first.post("/preferences/", {"theme": "light"})
    assert second.post("/login/", form).cookies["theme"].value == "light"


@pytest.mark.parametrize(("field", "text"), [("language", "fr"), ("theme", "pink"), ("zone", "Mars/Olympus"), ("zone", "../etc/passwd")])
def test_what_cannot_be_chosen_is_refused(field: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_preferences({field: text})
    assert list(caught.value.extra["errors"]) == [field]


def test_nothing_chosen_is_nothing_chosen() -> None:
    assert read_preferences({}) == Preferences("", "", "")


def test_pages_show_times_in_the_zone_of_the_person(client_of: Callable[[str], Client], settings: Settings) -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-1", "granted")
    client = client_of("support")
    in_default = client.get("/audit/").text
    chosen = next(zone for zone in settings.CATALOGUE.zones if zone != settings.DEFAULT_ZONE)
    client.post("/preferences/", {"zone": chosen})
    assert client.get("/audit/").text != in_default
