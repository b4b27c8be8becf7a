"""Prints a new key ring for LOUPE_KEY_FILE."""

from django.core.management.base import BaseCommand

from portal.keys import new_ring_text


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(new_ring_text())
