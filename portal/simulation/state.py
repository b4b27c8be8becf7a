"""How far the simulated company has been written, kept in `simulation.json` so that a later start goes on from there.

The window that is about to be written is noted first and the reached time after it was committed everywhere. After a kill
exactly that window is written again, in the same batches, which all sinks take for duplicates.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from apps.telemetry.simulator.plan import Plan

NAME = "simulation.json"


@dataclass(frozen=True, slots=True)
class State:
    """All is written before `reached_ns`; before `doing_ns` something may be. `fine_from_ns`: metrics each minute from here on."""

    plan: Plan
    fine_from_ns: int
    reached_ns: int
    doing_ns: int

    @classmethod
    def fresh(cls, plan: Plan, fine_from_ns: int) -> "State":
        return cls(plan, fine_from_ns, plan.start_ns, plan.start_ns)

    def begun(self, until_ns: int) -> "State":
        return replace(self, doing_ns=until_ns)

    def done(self) -> "State":
        return replace(self, reached_ns=self.doing_ns)


def find_state(folder: Path) -> State | None:
    """The state left by an earlier run. Raises ValueError when the file is not of this form."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return State(Plan(**found["plan"]), found["fine_from_ns"], found["reached_ns"], found["doing_ns"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is not a state of this simulator ({error})") from error


def save_state(folder: Path, state: State) -> None:
    replace_file(folder / NAME, json.dumps(asdict(state), indent=1) + "\n")


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, sees the old or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(path.name + ".new")
    with waiting.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
