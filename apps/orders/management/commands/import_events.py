"""`manage.py import_events FILE`: JSON Lines of CloudEvents, or CSV of orders (event_files.py, CSV_COLUMNS)."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.core import clock
from apps.core.actor import system_actor
from apps.orders.event_files import CSV_COLUMNS, BadFile, Line, csv_lines, json_lines
from apps.orders.services.import_file import ImportProgress, import_events


class Command(BaseCommand):
    help = (
        "Takes events from a file: JSON Lines with a CloudEvent a line, or, when its name ends in .csv, an order a row with "
        f"the header {','.join(CSV_COLUMNS)} (number and created_at are needed). Importing a file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        progress = ImportProgress()
        try:
            with _lines_of(file) as lines:
                for progress in import_events(lines, actor=system_actor("import_events"), received_at=clock.now()):
                    self._tell(progress)
        except (OSError, UnicodeDecodeError, BadFile) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        if progress.not_taken:
            raise CommandError(f"{progress.not_taken} of {progress.lines} lines were not taken; the others were.")

    def _tell(self, progress: ImportProgress) -> None:
        for line in progress.bad:
            self.stderr.write(f"line {line.number}: {line.code}: {line.detail}")
        self.stdout.write(
            f"{progress.lines} lines: {progress.accepted} accepted, {progress.duplicates} duplicates, {progress.not_taken} not taken"
        )


@contextmanager
def _lines_of(path: Path) -> Iterator[Iterator[Line]]:
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield csv_lines(text)
    else:
        with path.open("rb") as raw:
            yield json_lines(raw)
