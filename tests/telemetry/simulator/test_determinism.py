"""The same plan is the same company in every process."""

import subprocess
import sys
from pathlib import Path

from tests.telemetry.simulator.worlds import END_NS, small_world

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import hashlib
from tests.telemetry.simulator.worlds import END_NS, small_world
from apps.telemetry.simulator.plan import DAY, MINUTE
world, told = small_world(), hashlib.sha256()
for event in world.events(END_NS - 2 * DAY, END_NS): told.update(repr(event).encode())
for part in world.telemetry(END_NS - DAY, END_NS):
    told.update(repr(part.spans).encode()); told.update(repr(part.logs).encode())
for points in world.metrics(END_NS - DAY, END_NS, MINUTE): told.update(points.values.tobytes())
for fault in world.truth(END_NS - 20 * DAY, END_NS): told.update(repr(fault).encode())
print(told.hexdigest())
"""


def told_by_a_process(hash_seed: str) -> str:
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_two_processes_with_different_hash_seeds_tell_the_same() -> None:
    assert told_by_a_process("1") == told_by_a_process("4242")


def test_another_seed_is_another_company() -> None:
    begin_ns = END_NS - 3_600_000_000_000
    assert list(small_world(11).spans(begin_ns, END_NS)) != list(small_world(12).spans(begin_ns, END_NS))
