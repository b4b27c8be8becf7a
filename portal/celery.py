"""The Celery app and the one schedule. A task only wakes a job; the job's truth is a row (docs/architecture.md, "Jobs")."""

import os
from pathlib import Path

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")  # noqa: TID251 - Django's own variable

app = Celery("loupe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.orders", "portal"])

app.conf.beat_schedule_filename = str(Path(settings.DATA_DIR) / "beat-schedule")
app.conf.beat_schedule = {
    "orders.sweep": {"task": "orders.sweep", "schedule": 10.0, "options": {"expires": 9}},
    "orders.watch_failed_creations": {"task": "orders.watch_failed_creations", "schedule": 60.0, "options": {"expires": 59}},
    "orders.refresh_paces": {"task": "orders.refresh_paces", "schedule": 3600.0},
    "portal.sweep_telemetry": {"task": "portal.sweep_telemetry", "schedule": 3600.0},
    "portal.clear_sessions": {"task": "portal.clear_sessions", "schedule": 3600.0},
}

for folder in ("queue", "control"):
    (settings.BROKER_FOLDER / folder).mkdir(parents=True, exist_ok=True)
