"""`GET /api/v1/audit/entries/` (api.md)."""

from dataclasses import asdict

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.audit.cursors import CURSOR_PATTERN
from apps.audit.entry import ATTEMPT, OUTCOME, RESULTS, instant
from apps.audit.forms import DEFAULT_LIMIT, MAX_LENGTH, MAX_LIMIT, read_query
from apps.audit.services import view_entries
from apps.core.gates import actor_on
from apps.core.permissions import Permission

_TEXT_FILTERS = ("request_id", "actor", "action", "object")
_TEXT = {"type": "string", "maxLength": MAX_LENGTH, "pattern": r"^[^\u0000]*$"}


class EntrySerializer(serializers.Serializer[object]):
    entry = serializers.CharField()
    time = serializers.DateTimeField()
    phase = serializers.ChoiceField([ATTEMPT, OUTCOME])
    actor = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.CharField())
    action = serializers.CharField()
    object = serializers.CharField(allow_blank=True)
    result = serializers.ChoiceField(RESULTS, allow_null=True)
    reason = serializers.CharField(allow_null=True)
    request_id = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)


class EntryPageSerializer(serializers.Serializer[object]):
    results = EntrySerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ProblemSerializer(serializers.Serializer[object]):
    """RFC 9457, as portal/api_errors.py writes it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()
    permission = serializers.CharField(required=False)


_PROBLEMS = {(status, "application/problem+json"): ProblemSerializer for status in (400, 401, 403, 503)}


class EntriesView(APIView):
    permission = Permission.AUDIT_READ_OWN
    checks_itself = True

    @extend_schema(
        operation_id="audit_entries",
        parameters=[
            *(OpenApiParameter(name, _TEXT) for name in _TEXT_FILTERS),
            OpenApiParameter("from", OpenApiTypes.DATETIME, description="inclusive"),
            OpenApiParameter("to", OpenApiTypes.DATETIME, description="exclusive"),
            OpenApiParameter("cursor", {"type": "string", "pattern": CURSOR_PATTERN}),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
        ],
        responses={200: EntryPageSerializer, **_PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Entries of the record, newest first; who may not read all of them gets their own."""
        page = view_entries(actor_on(request._request), read_query(request.query_params.dict()))
        return Response({"results": [asdict(row) | {"time": instant(row.time)} for row in page.results], "next": page.next})
