"""A circuit breaker that asks again by one trial at a time.

The states and the counting are pybreaker's. Its own `call` is not used for the real work, because it holds a lock while
the work runs: one hanging call would stop all others. Here only the outcome passes through it.
"""

import time
from contextlib import suppress
from threading import Lock

from pybreaker import STATE_OPEN, CircuitBreaker

from apps.telemetry.errors import BreakerOpen, Unavailable


class Breaker:
    """Opens after `failures` outages in a row; every `rest_s` seconds one call may try whether the source is back."""

    def __init__(self, failures: int, rest_s: float) -> None:
        self._circuit = CircuitBreaker(fail_max=failures, reset_timeout=0, throw_new_error_on_trip=False)
        self._failures = failures
        self._rest_s = rest_s
        self._next_trial = 0.0
        self._lock = Lock()

    def admit(self) -> None:
        """Raise BreakerOpen while the source rests."""
        if self._circuit.current_state != STATE_OPEN:
            return
        with self._lock:
            left_s = self._next_trial - time.monotonic()
            if left_s > 0:
                raise BreakerOpen(f"Not asked: it failed {self._failures} times in a row; the next attempt is in {left_s:.0f} s.")
            self._next_trial = time.monotonic() + self._rest_s

    def note(self, error: BaseException | None) -> None:
        """Count an outcome. Only an outage counts against the source: a refusal proves that it is there."""
        with suppress(Unavailable):
            self._circuit.call(_raise_outage, error)
        if self._circuit.current_state == STATE_OPEN:
            with self._lock:
                self._next_trial = time.monotonic() + self._rest_s


def _raise_outage(error: BaseException | None) -> None:
    if isinstance(error, Unavailable):
        raise error
