"""Memory of the web server (PSS, all its processes) after 200 order pages with their timelines.

Prints `web_pss_mb VALUE <=350 ok|SHORT`.
"""

import sys
import tempfile
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.running import Portal, running_portal

PAGES, GOAL_MB = 200, 350


def ask(portal: Portal, path: str, token: str) -> None:
    request = urllib.request.Request(portal.url + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def pss_mb(portal: Portal) -> float:
    """Of every process that serves this portal's port."""
    port = portal.url.rpartition(":")[2].encode()
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            if b"--port" in command and port in command and any(b"granian" in word for word in command):
                rollup = (folder / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except OSError:
            continue
    return total / 1024


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="loupe-bench-") as folder,
        running_portal(Path(folder), "--orders", "260", "--days", "60", "--seed", "11", "--telemetry-days", "30") as portal,
    ):
        token = portal.token("engineer")
        for index in range(PAGES):
            number = f"AL-{100_001 + index}"
            ask(portal, f"/api/v1/orders/{number}/", token)
            ask(portal, f"/api/v1/orders/{number}/timeline/", token)
        used = pss_mb(portal)
        print(f"web_pss_mb {used:.0f} <={GOAL_MB} {'ok' if 0 < used <= GOAL_MB else 'SHORT'}")


if __name__ == "__main__":
    main()
