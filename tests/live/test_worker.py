"""Processes ended in the middle of their work: every job that is due still happens, once."""

import os
import signal
import socket
from collections.abc import Iterator

import pytest

from tests.live.workplace import ORDERS, WITHIN_S, Workplace


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return Workplace(tmp_path_factory.mktemp("workplace"))


@pytest.fixture
def workplace(prepared: Workplace) -> Iterator[Workplace]:
    prepared.make_all_due()
    yield prepared
    prepared.end_all()


def test_all_jobs_happen_once_although_workers_are_ended_in_their_midst(workplace: Workplace) -> None:
    worker = workplace.start()
    workplace.wake()
    workplace.wait_until(lambda: workplace.done() >= ORDERS // 8)
    worker.kill()
    worker.wait(WITHIN_S)
    assert workplace.done() < ORDERS
    held = workplace.let_leases_run_out()
    assert len(held) <= 2

    worker = workplace.start()
    workplace.wake()
    workplace.wait_until(lambda: workplace.done() >= ORDERS // 3)
    worker.terminate()
    worker.wait(WITHIN_S)
    assert workplace.done() < ORDERS  # it leaves the rest: honcho would kill it after five seconds
    assert workplace.let_leases_run_out() == []  # but finishes what it holds

    workplace.start()
    workplace.wake()
    times = workplace.times_stored()
    assert len(times) == ORDERS
    assert {subject for subject, count in times.items() if count > 1} <= set(held)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_ctrl_c_and_sigterm_end_all_processes_and_the_next_start_does_the_rest(workplace: Workplace) -> None:
    port = int(workplace.environment["PORT"])
    launched = workplace.launch()
    try:
        workplace.wait_until(lambda: is_listening(port))
        workplace.wait_until(lambda: workplace.done() >= 1)
        os.killpg(launched.pid, signal.SIGINT)  # as a terminal does
        launched.wait(WITHIN_S)
        assert workplace.processes() == []
        assert not is_listening(port)
        assert workplace.let_leases_run_out() == []
        launched = workplace.launch()
        times = workplace.times_stored()
        assert (len(times), set(times.values())) == (ORDERS, {1})
    finally:
        launched.send_signal(signal.SIGTERM)
        launched.wait(WITHIN_S)
    assert workplace.processes() == []
