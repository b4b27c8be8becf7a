from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.urls import handler400 as handler400
from portal.urls import handler404 as handler404
from portal.urls import handler500 as handler500
from portal.urls import urlpatterns as portal_patterns


def blank(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [*portal_patterns, path("blank/", blank, name="blank")]
