"""Brings databases, the cache table and static files to this version. Run at every start; fast when there is nothing to do."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


def _fingerprint(folder: Path) -> str:
    """Changes when a file under `folder` does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = ((str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self._collect_static()
        if settings.DEMO:
            call_command("demo_people", verbosity=0)

    def _collect_static(self) -> None:
        mark = settings.DATA_DIR / "static.fingerprint"
        now = _fingerprint(settings.ROOT / "static")
        if not mark.exists() or mark.read_text() != now:
            call_command("collectstatic", verbosity=0, interactive=False)
            mark.write_text(now)
