"""The portal's settings for tests: a demo in a folder of its own, plain static files, short waits."""

# ruff: noqa: I001 - the order counts: the settings read what `environment` leaves
from tests import environment as environment

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES as _PORTAL_STORAGES

STORAGES = _PORTAL_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
