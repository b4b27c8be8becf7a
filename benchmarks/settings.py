"""The portal's settings with one more route, `/blank/`: base.html and nothing else."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES as _PORTAL_STORAGES

ROOT_URLCONF = "benchmarks.urls"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = _PORTAL_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
