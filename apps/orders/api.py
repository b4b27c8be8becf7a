"""The API of one order (api.md): the same frozen objects as the pages."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.gates import actor_on
from apps.core.permissions import Permission
from apps.orders.forms import read_timeline_query
from apps.orders.jsonable import order_json
from apps.orders.schemas import ORDER, PROBLEMS, TIMELINE, TIMELINE_PARAMETERS
from apps.orders.services.kept_findings import told
from apps.orders.services.view_order import view_order
from apps.orders.services.view_timeline import view_timeline
from apps.orders.timeline_json import timeline_json


class OrderView(APIView):
    permission = Permission.ORDERS_READ
    checks_itself = True

    @extend_schema(operation_id="order", responses={200: ORDER, **PROBLEMS})
    def get(self, request: Request, number: str) -> Response:
        return Response(order_json(view_order(actor_on(request._request), number)))


class TimelineView(APIView):
    permission = Permission.TIMELINE_READ
    checks_itself = True

    @extend_schema(operation_id="timeline", parameters=TIMELINE_PARAMETERS, responses={200: TIMELINE, **PROBLEMS})
    def get(self, request: Request, number: str) -> HttpResponse:
        query = read_timeline_query(request.GET)
        seen = view_timeline(actor_on(request._request), number, query)
        findings = told(number, seen.timeline.findings)
        return Response(timeline_json(number, seen.timeline, findings, query.part, whole=seen.whole))
