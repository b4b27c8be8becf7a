from django.urls import path

from apps.orders.search import views

urlpatterns = [
    path("searches/", views.search, name="search"),
    path("searches/<uuid:search_id>/", views.search_page, name="search_page"),
]
