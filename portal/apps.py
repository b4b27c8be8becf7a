"""The portal as an app: its management commands, the checks of its settings, and the Celery app that every process must know."""

from django.apps import AppConfig
from django.core import checks

from portal.celery import app as celery_app
from portal.checks import check_settings


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        checks.register(check_settings)
        celery_app.set_default()
