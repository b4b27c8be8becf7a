"""`GET /api/v1/sources/`."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.permissions import Permission
from apps.orders.jsonable import instant
from apps.orders.schemas import FREE, INSTANT, PROBLEMS, STRING, listing, maybe, record
from portal.sources_health import source_rows

_SOURCE = record(
    {
        "name": STRING,
        "kind": STRING,
        "signals": listing(STRING),
        "status": {"type": "string", "enum": ["ok", "degraded", "failed", "open", "not_configured"]},
        "version": maybe(STRING),
        "capabilities": FREE,
        "checked_at": INSTANT,
        "detail": maybe(STRING),
    }
)


class SourcesView(APIView):
    """The configured sources and how each answers now."""

    permission = Permission.SOURCES_READ

    @extend_schema(operation_id="sources", responses={200: record({"sources": listing(_SOURCE)}), **PROBLEMS})
    def get(self, request: Request) -> Response:
        return Response(
            {"sources": [asdict(row) | {"checked_at": instant(row.checked_at), "detail": row.detail or None} for row in source_rows()]}
        )
