"""The configuration in force, secrets left out, for the administrator's and the security officer's pages."""

from collections.abc import Sequence

from django.conf import settings

from portal.options import OPTIONS

_HIDDEN = "•••"


def settings_in_force() -> Sequence[tuple[str, str, str]]:
    """(name, value, where it comes from); a secret that is set shows as dots."""
    told = [("LOUPE_DATA_DIR", str(settings.DATA_DIR), "")]
    for option in OPTIONS:
        value = str(settings.CONFIG.values[option.name])
        told.append((option.name, _HIDDEN if option.secret and value else value, settings.CONFIG.origin[option.name]))
    return told


def roles_in_force() -> Sequence[tuple[str, Sequence[str]]]:
    return list(settings.CATALOGUE.roles.items())
