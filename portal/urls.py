"""Every route of the portal."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from portal import api_urls, health, home

handler400 = "portal.errors.bad_request"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("apps.accounts.urls")),
    path("", include("apps.orders.urls")),
    path("audit/", include("apps.audit.urls")),
    path("", include("portal.pages_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include(api_urls)),
    path("otlp/v1/", include("portal.otlp_urls")),
]
