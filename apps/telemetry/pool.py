"""Threads that may be left behind: a call that hangs keeps its thread, never its caller and never the end of the process."""

import contextvars
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class DaemonPool:
    """At most `limit` threads, started when needed; more work than threads waits its turn.

    `concurrent.futures.ThreadPoolExecutor` is not used because the interpreter joins its threads on exit, hanging or not.
    The caller's context goes along with its work, and with it a frozen clock.
    """

    def __init__(self, limit: int, name: str) -> None:
        self._limit = limit
        self._name = name
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = Lock()
        self._threads = 0
        self._unfinished = 0

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """A future of `call()`. Cancelling it takes the call back if it has not begun."""
        future: Future[T] = Future()
        context = contextvars.copy_context()
        with self._lock:
            self._unfinished += 1
            if self._unfinished > self._threads and self._threads < self._limit:
                self._threads += 1
                Thread(target=self._serve, name=f"{self._name}-{self._threads}", daemon=True).start()
        self._work.put(lambda: context.run(_settle, future, call))
        return future

    def _serve(self) -> None:
        while True:
            self._work.get()()
            with self._lock:
                self._unfinished -= 1


def _settle(future: "Future[Any]", call: Callable[[], Any]) -> None:
    if future.set_running_or_notify_cancel():
        with _ErrorsTo(future):
            future.set_result(call())


class _ErrorsTo:
    """Hands whatever is raised inside the block to the future's owner, who decides what it means."""

    def __init__(self, future: "Future[Any]") -> None:
        self._future = future

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True
