"""Celery's entry points for what belongs to no app."""

from celery import shared_task
from django.core.management import call_command

from portal.retention import sweep_telemetry


@shared_task(name="portal.sweep_telemetry")
def sweep_telemetry_now() -> None:
    sweep_telemetry()


@shared_task(name="portal.clear_sessions")
def clear_sessions() -> None:
    call_command("clearsessions")
