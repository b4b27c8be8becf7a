"""A process that dies is started again; whoever ends its keeper ends both."""

import os
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WITHIN_S = 20


def started(log: Path, times: int) -> list[int]:
    """The process ids that the kept command has written, once there are so many."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        written = [int(line) for line in log.read_text().split()] if log.exists() else []
        if len(written) >= times:
            return written
        time.sleep(0.05)
    raise AssertionError(f"not started {times} times")


def test_a_killed_process_is_started_again_and_its_keeper_is_not_found_by_its_words(tmp_path: Path) -> None:
    log, program = tmp_path / "pids", tmp_path / "kept-program"
    program.write_text(f"#!/bin/sh\necho $$ >> {log}\nexec sleep 60\n")
    program.chmod(0o755)
    keeper = subprocess.Popen(["tools/keep.sh", "worker"], cwd=ROOT, env={**os.environ, "KEEP_COMMAND": str(program)})
    try:
        (first,) = started(log, 1)
        assert b"kept-program" not in Path(f"/proc/{keeper.pid}/cmdline").read_bytes()
        os.kill(first, signal.SIGKILL)
        _, second = started(log, 2)
    finally:
        keeper.send_signal(signal.SIGTERM)
        keeper.wait(WITHIN_S)
    assert not Path(f"/proc/{second}").exists()
