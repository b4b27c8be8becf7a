"""A whole portal as its users have it: its own folder, a small simulated company, the demo directory, a web server on a free port."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
_READY_WITHIN_S = 60


@dataclass(frozen=True)
class Portal:
    """`url` without a slash at its end; `folder` is its LOUPE_DATA_DIR; `environment` runs manage.py against it."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *words: str) -> str:
        """What a management command prints; fails the test when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def token(self, user: str, *scopes: str) -> str:
        words = [word for scope in scopes for word in ("--scope", scope)]
        return self.manage("token", "create", user, *words, "--days", "1").split()[-1]

    def truth(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_portal(folder: Path, *simulated: str) -> Iterator[Portal]:
    """Prepares, simulates (`simulated` are words of `manage.py simulate`; none: no company), serves, and ends what it started."""
    port, directory_port = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOUPE_", "DJANGO_")) and name != "DATABASE_URL"}
    environment = kept | {
        "LOUPE_DEMO": "1",
        "LOUPE_DATA_DIR": str(folder),
        "LOUPE_DIRECTORY_PORT": str(directory_port),
        "LOUPE_LOG_LEVEL": "WARNING",
        "PORT": str(port),
    }
    portal = Portal(f"http://localhost:{port}", folder, environment)
    portal.manage("prepare")
    if simulated:
        portal.manage("simulate", *simulated)
        portal.manage("compute_findings", "--within-s", "120")
    web = [
        *(str(_BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", "--no-ws", "--log-level", "error", "portal.wsgi:application"),
    ]
    directory = [sys.executable, "manage.py", "demo_directory", "--port", str(directory_port)]
    with (folder / "web.log").open("wb") as log:
        started = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) for command in (directory, web)]
        try:
            _wait_until_ready(portal, started)
            yield portal
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(20)


def _wait_until_ready(portal: Portal, started: list["subprocess.Popen[bytes]"]) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        assert all(process.poll() is None for process in started), (portal.folder / "web.log").read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{portal.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The portal did not become ready: " + (portal.folder / "web.log").read_text(errors="replace"))
