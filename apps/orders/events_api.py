"""`POST /api/v1/events/`: CloudEvents in structured or batched mode (api.md, "Events")."""

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core import clock
from apps.core.bodies import read_capped
from apps.core.errors import UnsupportedMediaType
from apps.core.gates import actor_on
from apps.core.permissions import Permission
from apps.orders.body import Received, read_body
from apps.orders.schemas import FREE, INTEGER, PROBLEMS, STRING, listing, maybe, record
from apps.orders.services.ingest import IngestResult, ingest_events

MAX_BYTES = 8 * 1024 * 1024
STRUCTURED, BATCH, PLAIN = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"

_ONE_OR_MANY = {"oneOf": [FREE, listing({})]}  # an element that is no event is rejected by itself
_RESULT_SCHEMA = record(
    {
        "accepted": INTEGER,
        "duplicates": INTEGER,
        "rejected": listing(record({"index": INTEGER, "id": maybe(STRING), "code": STRING, "detail": STRING})),
    }
)
_ALSO = {(status, "application/problem+json"): PROBLEMS[400, "application/problem+json"] for status in (405, 411, 413, 415)}


class EventsView(APIView):
    """Takes events of orders, complaints and deployments."""

    permission = Permission.EVENTS_WRITE

    @extend_schema(
        operation_id="events_create",
        request=dict.fromkeys((STRUCTURED, BATCH, PLAIN), _ONE_OR_MANY),
        responses={(202, "application/json"): _RESULT_SCHEMA, **PROBLEMS, **_ALSO},
    )
    def post(self, request: Request) -> Response:
        events = _events_of(request._request)
        result = ingest_events(events, actor=actor_on(request._request), received_at=clock.now())
        return Response(_answer(result), status=202)


def _events_of(request: HttpRequest) -> list[Received]:
    if request.content_type not in (STRUCTURED, BATCH, PLAIN):
        raise UnsupportedMediaType(f"Send {STRUCTURED}, {BATCH} or {PLAIN}.")
    return read_body(read_capped(request, MAX_BYTES, "A body of events may have 8 MiB at most."))


def _answer(result: IngestResult) -> dict[str, object]:
    rejected = [{"index": event.index, "id": event.id, "code": event.code, "detail": event.detail} for event in result.rejected]
    return {"accepted": result.accepted, "duplicates": result.duplicates, "rejected": rejected}
