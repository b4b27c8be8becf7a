"""Mistakes in settings stop the start with a sentence: the setting, what is wrong, an example."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error


def _problems() -> Iterator[str]:
    yield from settings.STARTUP_ERRORS
    for name in settings.SECRETS_MISSING:
        yield f"{name} is not set, and only a demo (LOUPE_DEMO=1) makes its own. Example: {name}_FILE=/run/secrets/{name.lower()}"
    if settings.DEFAULT_ZONE not in available_timezones():
        yield f"LOUPE_ZONE is {settings.DEFAULT_ZONE!r}, which is no time zone. Example: LOUPE_ZONE=Europe/Moscow"
    yield from _directory_problems()
    if settings.CONFIG.number("LOUPE_WEB_WORKERS") > 1 and "locmem" in settings.CACHES["default"]["BACKEND"].lower():
        yield "LOUPE_CACHE_URL is needed with more than one web process. Example: LOUPE_CACHE_URL=redis://127.0.0.1/0"


def _directory_problems() -> Iterator[str]:
    config = settings.CONFIG
    url = config.text("LOUPE_LDAP_URL")
    if not url:
        if not settings.DEMO:
            yield "LOUPE_LDAP_URL is not set, so nobody could sign in. Example: LOUPE_LDAP_URL=ldaps://ldap.example.com"
        return
    host = url.partition("://")[2].partition(":")[0].strip("/")
    if url.startswith("ldap://") and not config.flag("LOUPE_LDAP_STARTTLS") and host not in ("127.0.0.1", "localhost", "[::1]"):
        yield "LOUPE_LDAP_URL would send passwords in clear text. Example: LOUPE_LDAP_URL=ldaps://ldap.example.com"
    for name, example in (
        ("LOUPE_LDAP_PEOPLE_BASE", "ou=people,dc=example,dc=com"),
        ("LOUPE_LDAP_GROUPS_BASE", "ou=groups,dc=example,dc=com"),
    ):
        if not config.text(name):
            yield f"{name} is not set, but LOUPE_LDAP_URL is. Example: {name}={example}"


def check_settings(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [Error(sentence, id="loupe.E001") for sentence in _problems()]
