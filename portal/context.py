"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from apps.core.actor import Actor
from apps.core.permissions import Permission
from apps.core.request_id import current_request_id

THEMES = ("system", "light", "dark")


def everywhere(request: HttpRequest) -> dict[str, object]:
    actor: Actor = getattr(request, "actor", None) or Actor(name="")
    theme = request.COOKIES.get("theme", "system")
    return {
        "actor": actor,
        "may": {permission.value.replace(".", "_"): actor.may(permission) for permission in Permission},
        "demo": settings.DEMO,
        "request_id": current_request_id(),
        "theme": theme if theme in THEMES else "system",
    }
