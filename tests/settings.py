"""The portal's settings for tests: a demo in a folder of its own, plain static files, short waits."""

from tests import environment as environment  # first: the settings read what it leaves

from portal.settings import *  # noqa: F403, I001
from portal.settings import STORAGES as _PORTAL_STORAGES

STORAGES = _PORTAL_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
