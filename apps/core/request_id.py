"""The id of the request being answered: kept if it came in valid, made otherwise, sent back on every answer."""

import re
import uuid
from contextvars import ContextVar

_VALID = re.compile(r"[A-Za-z0-9._-]{8,128}\Z")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of this context's request, "" outside of one."""
    return _current.get()


def begin_request(incoming: str) -> str:
    """Remember and return the request's id."""
    request_id = incoming if _VALID.match(incoming) else uuid.uuid4().hex
    _current.set(request_id)
    return request_id
