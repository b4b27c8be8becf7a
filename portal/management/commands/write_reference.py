"""Writes docs/configuration.md from the options and the built-in catalogue. A test fails when the page is out of date."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.reference import configuration_page


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is out of date, write nothing")

    def handle(self, *args: object, **options: object) -> None:
        path = settings.ROOT / "docs" / "configuration.md"
        page = configuration_page(settings.BUILT_IN_CATALOGUE.read_text(encoding="utf-8"))
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                raise SystemExit("docs/configuration.md is out of date: run `make docs`")
            return
        path.write_text(page, encoding="utf-8")
