"""The web process. Refuses to start with wrong settings, as management commands do."""

import os
import sys

from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")  # noqa: TID251 - Django's own variable
application = get_wsgi_application()

_mistakes = [message for message in run_checks() if message.is_serious()]
if _mistakes:
    sys.exit("The portal does not start:\n" + "\n".join(f"- {message.msg}" for message in _mistakes))
