from django.urls import path

from portal import pages

urlpatterns = [
    path("sources/", pages.sources, name="sources"),
    path("health/", pages.health, name="health"),
    path("configuration/", pages.configuration, name="configuration"),
]
