"""`POST /api/v1/orders/search/` (api.md). Search terms travel in the body only."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.gates import actor_on
from apps.core.permissions import Permission
from apps.orders.search.forms import read_search_body
from apps.orders.search.jsonable import REFUSALS, REQUEST, RESPONSE, page_json
from apps.orders.search.service import search_orders


class SearchView(APIView):
    permission = Permission.ORDERS_SEARCH
    checks_itself = True

    @extend_schema(operation_id="orders_search", request={"application/json": REQUEST}, responses={200: RESPONSE, **REFUSALS})
    def post(self, request: Request) -> Response:
        """Orders by anything that a customer's message holds; without a text all orders, newest first."""
        query = read_search_body(request._request)
        return Response(page_json(search_orders(actor_on(request._request), query)))
