from concurrent.futures import wait
from threading import Event, get_ident

import pytest

from apps.core import clock
from apps.core.clock import from_ns
from apps.telemetry.pool import DaemonPool
from tests.telemetry.build import NOON


def test_work_comes_back_as_values_and_errors() -> None:
    pool = DaemonPool(2, "test")
    assert pool.submit(lambda: 7).result(5) == 7
    with pytest.raises(ZeroDivisionError):
        pool.submit(lambda: 1 // 0).result(5)
    assert pool.submit(lambda: 8).result(5) == 8


def test_threads_are_reused_and_bounded() -> None:
    pool, release = DaemonPool(2, "test"), Event()
    running = [pool.submit(lambda: (release.wait(10), get_ident())[1]) for _ in range(6)]
    assert not wait(running, timeout=0.05).done
    release.set()
    assert len({future.result(5) for future in running}) <= 2


def test_work_that_has_not_begun_can_be_taken_back() -> None:
    pool, release, begun = DaemonPool(1, "test"), Event(), Event()
    first = pool.submit(lambda: release.wait(10))
    second = pool.submit(begun.set)
    assert second.cancel()
    release.set()
    assert first.result(5)
    assert pool.submit(lambda: 1).result(5) == 1
    assert not begun.is_set()


def test_a_frozen_clock_is_frozen_in_the_pool_too() -> None:
    with clock.frozen(from_ns(NOON)):
        assert DaemonPool(1, "test").submit(clock.now_ns).result(5) == NOON
