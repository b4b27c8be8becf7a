"""`manage.py replay_rejected [--code CODE]`: takes rejected events again."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from apps.core import clock
from apps.core.actor import system_actor
from apps.orders.services.replay import replay_rejected


class Command(BaseCommand):
    help = "Takes rejected events again. Those that are taken now are resolved; the others stay, with their reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", default="", help="only those rejected with this code")

    def handle(self, *args: object, code: str, **options: object) -> None:
        result = replay_rejected(actor=system_actor("replay_rejected"), received_at=clock.now(), code=code)
        for event in result.rejected:
            self.stderr.write(f"{event.id or 'without id'}: {event.code}: {event.detail}")
        self.stdout.write(f"{result.accepted} accepted, {result.duplicates} known already, {len(result.rejected)} still rejected")
