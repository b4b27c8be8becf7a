"""Log lines as ECS JSON, each with the id of the request that it belongs to."""

import logging

import ecs_logging

from apps.core.request_id import current_request_id


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request_id = current_request_id()
        if request_id:
            record.__dict__["http.request.id"] = request_id
        return True


class EcsFormatter(ecs_logging.StdlibFormatter):
    """ECS, but without the request object that Django attaches to its records."""

    def __init__(self) -> None:
        super().__init__(exclude_fields=["request", "process", "log.original"], extra={"service.name": "loupe"})
