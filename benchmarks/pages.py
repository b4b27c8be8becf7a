"""W1: the order page shell against a bare logged-in page; and the server time of a 1,000-span order's page and timeline.

Prints `order_shell_ratio VALUE <=6 ok|SHORT`, `order_1000_page_ms VALUE <=150 …`, `order_1000_timeline_ms …`.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.workplace import NUMBER, portal_folder, signed_in, write_order

ROUNDS, CALLS = 7, 15


def timed(client: object, path: str) -> float:
    """Milliseconds of one call, median of CALLS."""
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        answer = client.get(path)  # type: ignore[attr-defined]
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return statistics.median(taken)


def line(name: str, value: float, goal: float, spread: list[float]) -> None:
    verdict = "ok" if value <= goal else "SHORT"
    print(f"{name} {value:.1f} <={goal:g} {verdict}  (spread {min(spread):.1f}–{max(spread):.1f})")


def main() -> None:
    with portal_folder():
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("migrate", database="audit", verbosity=0)
        call_command("createcachetable", verbosity=0)
        write_order(1_000, 300)
        call_command("compute_findings")
        client = signed_in("engineer")
        shell, geometry = f"/orders/{NUMBER}/", f"/orders/{NUMBER}/timeline/geometry"
        paths = ("/blank/", shell, geometry, f"{shell}?script=off")
        for path in paths:
            timed(client, path)
        rounds = [[timed(client, path) for path in paths] for _ in range(ROUNDS)]
        columns = [list(column) for column in zip(*rounds, strict=True)]
        ratios = [row[1] / row[0] for row in rounds]
        line("order_shell_ratio", statistics.median(ratios), 6, ratios)
        for name, column in (
            ("order_1000_page_ms", columns[1]),
            ("order_1000_timeline_ms", columns[2]),
            ("order_1000_plain_ms", columns[3]),
        ):
            line(name, statistics.median(column), 150, column)


if __name__ == "__main__":
    main()
