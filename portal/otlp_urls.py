"""The OTLP/HTTP door."""

from django.urls import path

from portal import otlp

urlpatterns = [path("<str:signal>", otlp.receive, name="otlp")]
