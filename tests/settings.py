"""The portal's settings for tests: a demo in a folder of its own, plain static files, short waits."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES as _PORTAL_STORAGES
from tests import environment as environment  # first: the settings read what it leaves

STORAGES = _PORTAL_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
