"""The portal as an app: its management commands, and the checks of its settings."""

from django.apps import AppConfig
from django.core import checks

from portal.checks import check_settings


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        checks.register(check_settings)
