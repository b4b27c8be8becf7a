"""schemathesis finds nothing: every answer is as /api/schema/ says, what it allows is accepted and what it does not is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.asking import Api
from tests.running import ROOT

_OPTIONS = ("--checks", "all", "--exclude-checks", "positive_data_acceptance", "--max-examples", "25", "--seed", "1", "--no-color")


@pytest.mark.parametrize(("who", "operations"), [("engineer", "--exclude-operation-id"), ("collector", "--include-operation-id")])
def test_the_api_keeps_to_its_description(who: str, operations: str, api: Api, tmp_path: Path) -> None:
    """`positive_data_acceptance` is run by schema_checks.py. Events are the collector's, all else an engineer's."""
    program = str(Path(sys.executable).parent / "schemathesis")
    header = f"Authorization: Bearer {api.tokens[who]}"
    command = [program, "run", f"{api.url}/api/schema/", "-H", header, *_OPTIONS, operations, "events_create"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.live.schema_checks", "LC_ALL": "C.UTF-8", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
