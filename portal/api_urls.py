"""`/api/`: version 1, its description and its pages of documentation."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from apps.audit.api import EntriesView
from apps.orders.api import OrderView, TimelineView
from apps.orders.events_api import EventsView
from apps.orders.search.api import SearchView
from portal.sources_api import SourcesView

urlpatterns = [
    path("v1/events/", EventsView.as_view(), name="api-events"),
    path("v1/orders/search/", SearchView.as_view(), name="api-search"),
    path("v1/orders/<str:number>/", OrderView.as_view(), name="api-order"),
    path("v1/orders/<str:number>/timeline/", TimelineView.as_view(), name="api-timeline"),
    path("v1/audit/entries/", EntriesView.as_view(), name="api-audit-entries"),
    path("v1/sources/", SourcesView.as_view(), name="api-sources"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"), name="api-docs"),
]
