"""The one family of errors that edges raise and the portal answers, as a page or as problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence


class PortalError(Exception):
    """Something the person at the other end must be told.

    `message` is one English sentence in the user's words; `extra` holds the members that the problem document adds
    (`errors` by field, `suggestions`, `permission`, ...). Nothing in either may hold a customer's personal data.
    """

    code = "error"
    status = 500
    title = "Something went wrong"

    def __init__(self, message: str, *, code: str | None = None, retry_after_s: int | None = None, **extra: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.retry_after_s = retry_after_s
        self.extra: Mapping[str, object] = extra


class NotFound(PortalError):
    code = "not_found"
    status = 404
    title = "Not found"


class NotSignedIn(PortalError):
    code = "not_authenticated"
    status = 401
    title = "Sign in first"


class NotAllowed(PortalError):
    """A missing role or scope. `permission` names what is missing (security.md: a 403 names the permission)."""

    code = "not_allowed"
    status = 403
    title = "Not allowed"
    recorded = False  # True once the audit log holds this refusal, so that no edge records it twice

    def __init__(self, message: str, *, permission: str) -> None:
        super().__init__(message, permission=permission)
        self.permission = permission


class InvalidInput(PortalError):
    """`errors` maps a field (or "") to sentences."""

    code = "invalid_input"
    status = 400
    title = "The input is not valid"

    def __init__(self, message: str, *, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message, errors={field: list(sentences) for field, sentences in (errors or {}).items()})


class MethodNotAllowed(PortalError):
    code = "method_not_allowed"
    status = 405
    title = "Method not allowed"


class Conflict(PortalError):
    code = "conflict"
    status = 409
    title = "Conflict"


class TooLarge(PortalError):
    code = "too_large"
    status = 413
    title = "Too large"


class LengthRequired(PortalError):
    """A chunked body, which the web server hands on as an empty one."""

    code = "length_required"
    status = 411
    title = "Length required"


class UnsupportedMediaType(PortalError):
    code = "unsupported_media_type"
    status = 415
    title = "Unsupported media type"


class TooMany(PortalError):
    code = "too_many"
    status = 429
    title = "Too many requests"


class Unavailable(PortalError):
    code = "unavailable"
    status = 503
    title = "Not available now"
