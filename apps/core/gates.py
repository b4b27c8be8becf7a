"""A permission named on every route: `requires` for pages, `ApiGate` for the API. An architecture test finds a route without one."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.core.actor import Actor
from apps.core.errors import MethodNotAllowed, NotAllowed, NotSignedIn
from apps.core.permissions import Permission

View = TypeVar("View", bound=Callable[..., HttpResponse])


def actor_on(request: HttpRequest) -> Actor:
    """Who asks, as the portal's middleware or the API's authentication has put it on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def requires(permission: Permission) -> Callable[[View], View]:
    """Refuse before the view runs."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            actor_on(request).require(permission)
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return wrap


def checks_itself(permission: Permission) -> Callable[[View], View]:
    """Name the permission that the view's service asks for inside its audited lookup, so that a refusal is an outcome of the lookup."""

    def wrap(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return wrap


class ApiGate(BasePermission):
    """Asks for the view's `permission`, unless the view sets `checks_itself` because its service asks inside an audited lookup."""

    def has_permission(self, request: Request, view: object) -> bool:
        actor = actor_on(request._request)
        if actor.is_anonymous:
            raise NotSignedIn("Send a bearer token, or sign in.")
        if not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(f"This address does not take {request.method}.")
        permission: Permission | None = getattr(view, "permission", None)
        if permission is None:
            raise NotAllowed("This route names no permission.", permission="none")
        if not getattr(view, "checks_itself", False):
            actor.require(permission)
        return True


class AnyPerson(BasePermission):
    """Anybody who is signed in: the API's description holds no data."""

    def has_permission(self, request: Request, view: object) -> bool:
        if actor_on(request._request).is_anonymous:
            raise NotSignedIn("Send a bearer token, or sign in.")
        return True
