"""Writes the simulated company window by window, up to an instant or for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from django.db import OperationalError

from apps.core import clock
from apps.telemetry.embedded.store import Store
from apps.telemetry.errors import SourceError
from apps.telemetry.simulator.plan import DAY, MINUTE, SECOND
from apps.telemetry.simulator.world import World
from portal.simulation.sinks import Sinks, Written
from portal.simulation.state import State, save_state

TICK_NS = 5 * SECOND
_EVENTS_ONLY_NS = 12 * DAY
_TRUTH_EVERY_NS = MINUTE


@dataclass(slots=True)
class Run:
    """One run over a folder. `ended` is set by a signal; a run stops at the end of the window that it is writing."""

    folder: Path
    state: State
    sinks: Sinks
    say: Callable[[str], None]
    ended: Event
    truth_ns: int = 0

    @classmethod
    def over(cls, folder: Path, state: State, store: Store, say: Callable[[str], None], ended: Event) -> "Run":
        return cls(folder, state, Sinks(World(state.plan), store, folder), say, ended)

    @property
    def written(self) -> Written:
        return self.sinks.written

    def write_until(self, until_ns: int) -> None:
        """All windows up to an instant (whole ticks), or until ended. What a killed run had begun is finished first."""
        told_percent = -1
        begin_ns = self.state.reached_ns
        while self.state.reached_ns < until_ns and not self.ended.is_set():
            self._write_window(until_ns)
            percent = 100 * (self.state.reached_ns - begin_ns) // max(1, until_ns - begin_ns)
            if until_ns - begin_ns > DAY and percent // 10 > told_percent // 10:
                told_percent = percent
                self.say(f"simulated until {clock.from_ns(self.state.reached_ns):%Y-%m-%d %H:%M} UTC, {percent} %")
        self._write_truth()

    def live(self) -> None:
        """Follow the clock until ended. A database that is away for a while is waited for."""
        while not self.ended.is_set():
            try:
                self.write_until(now_in_ticks())
            except (OperationalError, SourceError) as error:
                self.say(f"could not write, trying again: {error}")
            self.ended.wait(TICK_NS / SECOND)

    def _write_window(self, until_ns: int) -> None:
        if self.state.doing_ns <= self.state.reached_ns:
            self.state = self.state.begun(self._window_end(until_ns))
            save_state(self.folder, self.state)
        self.sinks.write(self.state)
        self.state = self.state.done()
        save_state(self.folder, self.state)

    def _window_end(self, until_ns: int) -> int:
        """A day with telemetry, or twelve without: short enough to end quickly when asked to."""
        from_ns = self.state.reached_ns
        length_ns = _EVENTS_ONLY_NS if from_ns + _EVENTS_ONLY_NS <= self.state.plan.telemetry_from_ns else DAY
        return min(until_ns, (from_ns // length_ns + 1) * length_ns)

    def _write_truth(self) -> None:
        """At most once a minute of the world, and never before telemetry begins."""
        reached_ns = self.state.reached_ns
        if reached_ns > self.state.plan.telemetry_from_ns and reached_ns - self.truth_ns >= _TRUTH_EVERY_NS:
            self.sinks.write_truth(reached_ns)
            self.truth_ns = reached_ns


def now_in_ticks() -> int:
    """The present instant, cut to whole ticks."""
    return clock.now_ns() // TICK_NS * TICK_NS
