"""Rules of the house that a reader of the code can rely on, checked on every run (docs/architecture.md)."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
FILE_BUDGET = 300
EDGES = {"views.py", "api.py", "tasks.py", "events_api.py"}
# Imports inside functions that are allowed, and why.
LATE_IMPORTS: dict[str, str] = {}
PURE = (
    "apps/telemetry",
    "apps/core/crypto.py",
    "apps/core/clock.py",
    "apps/core/masking.py",
    "apps/core/catalogue.py",
    "apps/core/errors.py",
)
HINGES = {"apps/telemetry/api.py", "apps/telemetry/registry.py"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", list(sources("apps", "portal", "tests")), ids=name_of)
def test_no_file_or_folder_has_a_name_that_says_nothing(path: Path) -> None:
    assert not BANNED_NAMES & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


def test_every_file_keeps_the_budget_and_the_sizes_are_reported(record_property: Callable[[str, object], None]) -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources("apps", "portal")}
    in_order = sorted(sizes.values())
    record_property("median file", in_order[len(in_order) // 2])
    record_property("95th percentile file", in_order[int(len(in_order) * 0.95)])
    assert {name: size for name, size in sizes.items() if size > FILE_BUDGET} == {}


def test_functions_are_small() -> None:
    lengths: list[int] = []
    for path in sources("apps", "portal"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append((node.end_lineno or node.lineno) - node.lineno + 1)
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[int(len(lengths) * 0.95)] <= 40
    assert lengths[-1] <= 60


@pytest.mark.parametrize("path", list(sources("apps", "portal")), ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = [
        node.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inner == [] or name_of(path) in LATE_IMPORTS


@pytest.mark.parametrize("path", [path for path in sources("apps") if path.name == "__init__.py"], ids=name_of)
def test_package_files_stay_empty(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("path", [path for path in sources("apps") if path.name in EDGES], ids=name_of)
def test_edges_ask_services_and_catch_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"] == []
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Try)] == []


@pytest.mark.parametrize("path", list(sources("tests")), ids=name_of)
def test_tests_do_not_mock_our_own_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    words = ("mock" + r"\.patch", r"\bMagic" + r"Mock\b", r"monkeypatch\." + r"setattr", r"from unittest\." + "mock")
    assert [word for word in words if re.search(word, text)] == []


@pytest.mark.parametrize("path", [p for p in sources("apps") if name_of(p).startswith(PURE) and name_of(p) not in HINGES], ids=name_of)
def test_pure_modules_know_no_framework(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [module for module in modules if module.split(".")[0] in ("django", "rest_framework", "celery")] == []


@pytest.mark.parametrize("path", [p for p in sources("apps", "portal") if name_of(p) != "portal/env.py"], ids=name_of)
def test_only_one_file_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reads = [line for line in text.splitlines() if re.search(r"os\.(environ|getenv)", line) and "DJANGO_SETTINGS_MODULE" not in line]
    assert reads == []


@pytest.mark.parametrize("path", [p for p in sources("apps") if name_of(p) != "apps/core/clock.py"], ids=name_of)
def test_only_the_clock_asks_for_the_time_of_day(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"datetime\.(?:now|utcnow|today)\(|time\.time(?:_ns)?\(|timezone\.now\(", text) == []
