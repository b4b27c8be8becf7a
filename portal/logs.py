"""Log lines as ECS JSON, each with the id of the request that it belongs to, and without what a person typed into an address."""

import logging

import ecs_logging
from django.http import HttpRequest

from apps.core.masking import redact_text, redact_value
from apps.core.request_id import current_request_id


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request_id = current_request_id()
        if request_id:
            record.__dict__["http.request.id"] = request_id
        return True


class EcsFormatter(ecs_logging.StdlibFormatter):
    """ECS, but without the request object that Django attaches to its records; personal values in messages and errors are masked."""

    def __init__(self) -> None:
        super().__init__(exclude_fields=["request", "process", "log.original"], extra={"service.name": "loupe"})

    def format_to_ecs(self, record: logging.LogRecord) -> dict[str, object]:
        told: dict[str, object] = super().format_to_ecs(record)
        told["message"] = redact_text(_with_route(str(told.get("message", "")), record))
        if "error" in told:
            told["error"] = redact_value(told["error"])
        return told


def _with_route(message: str, record: logging.LogRecord) -> str:
    """Django logs the address of what it refuses, escaped, and somebody may have put a name into it: the route says enough."""
    request = record.__dict__.get("request")
    if not isinstance(request, HttpRequest):
        return message
    match = request.resolver_match
    address = request.path.encode("unicode_escape").decode("ascii")
    return message.replace(address, f"/{match.route}" if match else "(no such address)")
