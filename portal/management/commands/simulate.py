"""A simulated jewellery maker: order events of months, telemetry of the last weeks, faults, and with --live all that follows.

A second run goes on where the last one ended. Needs a demo, or --into-production.
"""

import fcntl
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.telemetry.simulator.plan import DAY, Plan
from portal import celery as celery  # jobs are woken through the broker of the settings
from portal.simulation.run import TICK_NS, Run, now_in_ticks
from portal.simulation.state import State, find_state
from portal.telemetry_store import telemetry_store

_DEFAULTS = {"orders": 6_000, "days": 791, "seed": 1, "telemetry_days": 60}
_FINE_DAYS = 7


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, help="how many orders the history holds (6000)")
        parser.add_argument("--days", type=int, help="how many days the history is long (791: 26 months)")
        parser.add_argument("--seed", type=int, help="another number, another company (1)")
        parser.add_argument("--telemetry-days", type=int, help="traces, logs, metrics and faults of so many last days (60)")
        parser.add_argument("--until", type=_instant, help="ISO 8601 time with zone at which to stop (now)")
        parser.add_argument("--live", action="store_true", help="go on with the clock until SIGTERM or Ctrl-C")
        parser.add_argument("--history-only", action="store_true", help="only the first history; do nothing if it is there")
        parser.add_argument("--into-production", action="store_true", help="write invented orders although this is no demo")

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO and not options["into_production"]:
            raise CommandError("This is no demo (LOUPE_DEMO=1), and invented orders would stand among real ones. Really: --into-production")
        with _alone(settings.DATA_DIR), _until_a_signal() as ended:
            self._run(options, ended)

    def _run(self, options: dict[str, object], ended: Event) -> None:
        until_ns = options["until"] if isinstance(options["until"], int) else now_in_ticks()
        state = _state(settings.DATA_DIR, options, until_ns)
        if options["history_only"]:
            until_ns = state.plan.planned_end_ns
        run = Run.over(settings.DATA_DIR, state, telemetry_store(), self._say, ended)
        run.write_until(until_ns)
        if options["live"]:
            run.live()
        told = run.written
        self._say(f"{told.events} events, {told.spans} spans, {told.logs} log records, {told.points} points written")

    def _say(self, text: str) -> None:
        sys.stderr.write(f"simulate: {text}\n")
        sys.stderr.flush()


def _state(folder: Path, options: dict[str, object], until_ns: int) -> State:
    """What an earlier run left, or the beginning of a new world that is planned to end at `until_ns`."""
    try:
        found = find_state(folder)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if found is None:
        return State.fresh(_plan(_numbers(options), until_ns), (until_ns - _FINE_DAYS * DAY) // DAY * DAY)
    _refuse_another_world(found.plan, options)
    return found


def _numbers(options: dict[str, object]) -> dict[str, int]:
    return {name: value if isinstance(value := options[name], int) else default for name, default in _DEFAULTS.items()}


def _plan(numbers: dict[str, int], end_ns: int) -> Plan:
    try:
        return Plan(
            seed=numbers["seed"],
            orders=numbers["orders"],
            start_ns=end_ns - numbers["days"] * DAY,
            planned_end_ns=end_ns,
            telemetry_from_ns=end_ns - min(numbers["telemetry_days"], numbers["days"]) * DAY,
        )
    except ValueError as error:
        raise CommandError(str(error)) from error


def _refuse_another_world(plan: Plan, options: dict[str, object]) -> None:
    days = (plan.planned_end_ns - plan.start_ns) // DAY
    traced_days = (plan.planned_end_ns - plan.telemetry_from_ns) // DAY
    known = {"orders": plan.orders, "days": days, "seed": plan.seed, "telemetry_days": traced_days}
    for name, value in known.items():
        if options[name] not in (None, value):
            option = "--" + name.replace("_", "-")
            raise CommandError(f"The company here was made with {option} {value}. Leave {option} out, or use another LOUPE_DATA_DIR.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One simulator for each folder: two would write the same windows. The lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "simulation.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"Another simulator is at work in {folder}.") from error
        yield


@contextmanager
def _until_a_signal() -> Iterator[Event]:
    """An event that SIGTERM or Ctrl-C sets, inside the block."""
    ended = Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _instant(text: str) -> int:
    """Nanoseconds of an ISO 8601 time, cut to whole ticks. Without a zone it is UTC."""
    at = datetime.fromisoformat(text)
    return clock.to_ns(at if at.tzinfo else at.replace(tzinfo=UTC)) // TICK_NS * TICK_NS
