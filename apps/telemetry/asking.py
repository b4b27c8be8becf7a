"""One question under way to one source: later a value, or a `Gap` that says what is missing and why.

This is the one place where an error of a source becomes a value (docs/architecture.md). An error that is no SourceError is
a defect of the portal: it is logged with its trace and does not take the page with it.
"""

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import wait
from typing import Any, Generic, TypeVar

from apps.telemetry.answers import Answer, Gap
from apps.telemetry.contract import Deadline, Source
from apps.telemetry.errors import SourceError, TimedOut
from apps.telemetry.pool import DaemonPool

T = TypeVar("T")

logger = logging.getLogger(__name__)

# Questions of all pages of one process at once. Watched sources give every thread back in time.
_pool = DaemonPool(32, "gather")


class Pending(Generic[T]):
    """`ask(deadline)` runs in another thread from now on."""

    def __init__(self, source: Source, signal: str, ask: Callable[[Deadline], Answer[T]], deadline: Deadline) -> None:
        self.source = source
        self.signal = signal
        self._begun = time.monotonic()
        self._settled: Answer[T] | Gap | None = None
        self.future = _pool.submit(lambda: ask(deadline))

    def outcome(self) -> Answer[T] | Gap:
        """What is there now; what is still under way counts as timed out."""
        if self._settled is not None:
            return self._settled
        if not self.future.done():
            return self._gap(TimedOut("No answer within the time for the whole page."))
        error = self.future.exception()
        self._settled = self.future.result() if error is None else self._gap(error)
        return self._settled

    def _gap(self, error: BaseException) -> Gap:
        elapsed_ms = round((time.monotonic() - self._begun) * 1000)
        if isinstance(error, SourceError):
            return Gap(self.source.name, self.source.kind, self.signal, error.status, error.reason, elapsed_ms)
        logger.error("The source %s failed in an unforeseen way.", self.source.name, exc_info=error)
        reason = f"The portal could not read its answer ({type(error).__name__})."
        return Gap(self.source.name, self.source.kind, self.signal, "failed", reason, elapsed_ms)


def wait_for(pending: Iterable[Pending[Any]], deadline: Deadline) -> None:
    """Until all have an outcome or the deadline passes."""
    wait([one.future for one in pending], timeout=deadline.left_s)


def give_up(pending: Iterable[Pending[Any]]) -> None:
    """Take back what has not begun; what hangs keeps its thread until it returns."""
    for one in pending:
        one.future.cancel()
