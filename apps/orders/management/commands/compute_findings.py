"""Computes findings that are due, for a bounded time, those of stuck orders first; the worker goes on with the rest."""

import time
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.core.clock import now
from apps.orders.board_selectors import list_stuck
from apps.orders.services.compute_findings import compute_among, compute_due
from apps.orders.services.failed_creations import watch_failed_creations
from apps.orders.services.paces import refresh_paces


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--within-s", type=float, default=60.0, help="stop after so many seconds (60)")

    def handle(self, *args: object, within_s: float, **options: object) -> None:
        refresh_paces(now())
        end = time.monotonic() + within_s
        done = 0
        watch_failed_creations(now(), look_back=timedelta(days=settings.CATALOGUE.telemetry_retention_days))
        for _ in compute_among([order.number for order in list_stuck(now())], now()):
            done += 1
            if time.monotonic() > end:
                break
        while time.monotonic() < end and compute_due(now(), limit=1):
            done += 1
        self.stderr.write(f"findings of {done} orders computed")
