"""The text of the forms of signing in and of preferences as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from apps.core.errors import InvalidInput

HOME = "/"
THEMES = ("system", "light", "dark")
# Longer than any name or password; what a directory would be asked to compare is bounded here.
_NAME_LENGTH, _PASSWORD_LENGTH = 150, 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    password: str = field(repr=False)
    next: str = HOME

    @property
    def is_complete(self) -> bool:
        return bool(self.username.strip() and self.password)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has chosen; "" = nothing chosen."""

    language: str = ""
    theme: str = ""
    zone: str = ""


def read_preferences(form: Mapping[str, str]) -> Preferences:
    """Every field may be missing. Raise InvalidInput, by field, for what cannot be chosen."""
    choices = {"language": [code for code, _ in settings.LANGUAGES], "theme": THEMES, "zone": settings.CATALOGUE.zones}
    typed = {name: form.get(name, "") for name in choices}
    errors = {name: [f"One of {', '.join(choices[name])}."] for name, text in typed.items() if text and text not in choices[name]}
    if errors:
        raise InvalidInput("The choice could not be read.", errors=errors)
    return Preferences(**typed)


def read_credentials(form: Mapping[str, str], *, host: str, is_secure: bool) -> Credentials:
    return Credentials(
        username=_storable(form.get("username", ""))[:_NAME_LENGTH],
        password=form.get("password", "")[:_PASSWORD_LENGTH],
        next=safe_next(form.get("next", ""), host=host, is_secure=is_secure),
    )


def safe_next(target: str, *, host: str, is_secure: bool) -> str:
    """A place of this portal, or its home page."""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={host}, require_https=is_secure) else HOME


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
