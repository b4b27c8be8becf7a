"""What real servers and browsers need: without it a test is skipped with one line, or fails under LOUPE_STACK=required."""

import os
from pathlib import Path

import pytest


def need(path: str, why: str, package: str) -> Path:
    """The first file that fits `path` (a glob from /). Skips, or fails where everything is required."""
    found = sorted(Path("/").glob(path.lstrip("/")))
    if found:
        return found[-1]
    line = f"no {path}, {why}. To get it: sudo apt-get install {package}"
    if os.environ.get("LOUPE_STACK") == "required":
        pytest.fail(line)
    pytest.skip(line)
