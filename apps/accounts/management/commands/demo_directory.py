"""The directory of a demonstration, in a process of its own on loopback."""

from argparse import ArgumentParser
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.demo.people import PEOPLE, demo_entries
from apps.accounts.demo.server import DemoDirectory


class Command(BaseCommand):
    help = "Serves the demo people over LDAP on loopback. Only with LOUPE_DEMO=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.DIRECTORY_PORT)

    def handle(self, *args: object, port: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demo directory knows everybody's password, so it only starts in a demo. Example: LOUPE_DEMO=1")
        try:
            directory = DemoDirectory(port, demo_entries(PEOPLE, settings.CATALOGUE.roles))
        except OSError as error:
            raise CommandError(
                f"Port {port} of this machine cannot be used ({error.strerror}). Example: LOUPE_DIRECTORY_PORT=8390"
            ) from error
        self.stdout.write(f"The demo directory answers at ldap://127.0.0.1:{directory.port}")
        with directory, suppress(KeyboardInterrupt):  # Ctrl-C is how a demo ends
            directory.serve_forever()
