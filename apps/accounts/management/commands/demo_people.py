"""Makes the demo people and the service account `collector` known before the first sign-in. Safe to repeat."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services.demo import make_demo_people


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demo people only exist in a demo. Example: LOUPE_DEMO=1")
        self.stdout.write(f"Known now: {', '.join(make_demo_people())}")
