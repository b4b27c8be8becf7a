"""`manage.py simulate`: goes on where it ended, doubles nothing after a crash, refuses what would do harm, ends when told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Timer

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.core import clock
from apps.orders.models import Complaint, Order
from apps.telemetry.embedded.store import Store
from portal.management.commands.simulate import _alone
from portal.simulation.run import Run
from portal.simulation.state import State, find_state, save_state
from portal.telemetry_store import telemetry_store

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SMALL = {"orders": 40, "days": 12, "seed": 5, "telemetry_days": 4}


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A demo whose data folder is new and whose clock stands a day after `UNTIL`."""
    settings.DATA_DIR, settings.TELEMETRY_STORE = tmp_path, tmp_path / "telemetry.sqlite3"
    with clock.frozen(UNTIL + timedelta(days=1)):
        yield tmp_path
    telemetry_store().close()


def simulate(until: datetime = UNTIL, **options: object) -> None:
    call_command("simulate", "--until", until.isoformat(), **options)


def counts() -> tuple[object, ...]:
    totals = dict(telemetry_store().totals())
    del totals["size_bytes"]
    return (Order.objects.count(), Complaint.objects.count(), tuple(totals.items()))


def test_a_run_writes_orders_telemetry_and_truth(folder: Path) -> None:
    simulate(**SMALL)
    assert Order.objects.count() == 40
    totals = telemetry_store().totals()
    assert totals["spans"] > 500
    assert totals["logs"] > 200
    assert totals["series"] == 51
    lines = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"never_consumed", "dead_letter", "pricing_timeout"} <= {line["code"] for line in lines}
    assert all(Order.objects.filter(number=line["order"]).exists() for line in lines if "order" in line)


def test_a_second_run_adds_nothing(folder: Path) -> None:
    simulate(**SMALL)
    before = counts()
    simulate()
    assert counts() == before


def test_a_later_run_goes_on_and_ends_where_one_run_would_have(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    later = UNTIL + timedelta(hours=9)
    simulate(**SMALL)
    simulate(later)
    in_two_runs, truth = counts(), (folder / "truth.jsonl").read_text(encoding="utf-8")
    Order.objects.all().delete()
    plan = find_state(folder).plan  # type: ignore[union-attr]
    other = tmp_path_factory.mktemp("other")
    settings.DATA_DIR, settings.TELEMETRY_STORE = other, other / "telemetry.sqlite3"
    save_state(other, State.fresh(plan, find_state(folder).fine_from_ns))  # type: ignore[union-attr]
    simulate(later)
    assert counts()[2] == in_two_runs[2]
    assert (other / "truth.jsonl").read_text(encoding="utf-8") == truth
    assert find_state(other) == find_state(folder)


def test_a_window_that_was_written_but_not_noted_is_written_again_and_doubles_nothing(folder: Path) -> None:
    simulate(**SMALL)
    before = counts()
    state = find_state(folder)
    assert state is not None
    midnight_ns = state.reached_ns // 86_400_000_000_000 * 86_400_000_000_000
    save_state(folder, State(state.plan, state.fine_from_ns, midnight_ns, state.reached_ns))
    simulate()
    assert counts() == before
    assert find_state(folder) == state


def test_history_only_does_nothing_when_the_history_is_there(folder: Path) -> None:
    with clock.frozen(UNTIL):
        call_command("simulate", history_only=True, **SMALL)
    before = find_state(folder)
    call_command("simulate", history_only=True)
    assert find_state(folder) == before
    assert before is not None
    assert before.reached_ns == clock.to_ns(UNTIL)


def test_it_refuses_to_write_into_production_unless_told_so(folder: Path, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="--into-production"):
        simulate(**SMALL)
    assert not Order.objects.exists()
    simulate(into_production=True, **SMALL)
    assert Order.objects.exists()


def test_it_refuses_another_world_in_the_same_folder(folder: Path) -> None:
    simulate(**SMALL)
    with pytest.raises(CommandError, match="--seed 5"):
        simulate(seed=6)
    with pytest.raises(CommandError, match="--telemetry-days 4"):
        simulate(telemetry_days=9)
    simulate(**SMALL)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"plan": {"seed": 1}}'])
def test_a_broken_state_is_said_and_not_overwritten(folder: Path, text: str) -> None:
    (folder / "simulation.json").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"simulation\.json"):
        simulate(**SMALL)
    assert (folder / "simulation.json").read_text(encoding="utf-8") == text


def test_numbers_that_make_no_world_are_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="at least one order"):
        simulate(orders=0)
    with pytest.raises(CommandError, match="plan"):
        simulate(days=0)


def test_two_simulators_do_not_work_in_one_folder(folder: Path) -> None:
    with _alone(folder), pytest.raises(CommandError, match="Another simulator"):
        simulate(**SMALL)


def run_over(folder: Path, store: Store, ended: Event) -> tuple[Run, list[str]]:
    said: list[str] = []
    state = find_state(folder)
    assert state is not None
    return Run.over(folder, state, store, said.append, ended), said


def test_live_follows_the_clock_until_it_is_ended(folder: Path) -> None:
    simulate(**SMALL)
    ended = Event()
    run, _ = run_over(folder, telemetry_store(), ended)
    Timer(0.4, ended.set).start()
    run.live()
    assert run.state.reached_ns == clock.to_ns(UNTIL + timedelta(days=1))
    assert run.written.spans > 0


def test_live_waits_for_a_store_that_is_away(folder: Path, settings: Settings) -> None:
    simulate(**SMALL)
    ended = Event()
    run, said = run_over(folder, Store(folder, settings.KEY_RING, ()), ended)
    Timer(0.4, ended.set).start()
    run.live()
    assert said
    assert "trying again" in said[0]
    state = find_state(folder)
    assert state is not None
    assert state.reached_ns == clock.to_ns(UNTIL)


def test_an_ended_run_stops_between_windows(folder: Path) -> None:
    simulate(**SMALL)
    ended = Event()
    ended.set()
    run, _ = run_over(folder, telemetry_store(), ended)
    run.write_until(clock.to_ns(UNTIL + timedelta(days=1)))
    assert run.written.events == 0
