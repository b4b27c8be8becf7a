"""Writes the generated pages of docs/: configuration.md from the options and the built-in catalogue, openapi.yaml from the API.

A check fails when one is out of date.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.api_schema import openapi_page
from portal.reference import configuration_page


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a page is out of date, write nothing")

    def handle(self, *args: object, **options: object) -> None:
        pages = {
            "configuration.md": configuration_page(settings.BUILT_IN_CATALOGUE.read_text(encoding="utf-8")),
            "openapi.yaml": openapi_page(),
        }
        for name, page in pages.items():
            path = settings.ROOT / "docs" / name
            if not options["check"]:
                path.write_text(page, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != page:
                raise SystemExit(f"docs/{name} is out of date: run `make docs`")
