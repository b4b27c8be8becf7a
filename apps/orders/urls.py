from django.urls import include, path, re_path

from apps.orders import views

app_name = "orders"
urlpatterns = [
    path("", include("apps.orders.search.urls")),
    path("orders/<str:number>/", views.detail, name="detail"),
    path("orders/<str:number>/timeline/geometry", views.geometry, name="geometry"),
    re_path(r"^orders/(?P<number>[^/]+)/timeline/rows/(?P<kind>[sl])(?P<ref>[0-9]{1,9})$", views.row, name="row"),
]
