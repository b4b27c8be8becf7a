"""Configured sources over a real store in a folder of the test's own."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.core.catalogue import SourceEntry
from apps.telemetry import registry
from apps.telemetry.contract import Deadline


@pytest.fixture
def configured(settings: Settings, tmp_path: Path) -> Settings:
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    settings.CATALOGUE = replace(settings.CATALOGUE, sources=(SourceEntry("store", "embedded", "", 2.0, {}),))
    return settings


def test_a_source_stands_under_each_of_its_signals_and_is_made_once(configured: Settings) -> None:
    found = registry.sources()
    assert [[source.name for source in signal] for signal in (found.traces, found.logs, found.metrics)] == [["store"]] * 3
    assert registry.sources() is found


def test_another_catalogue_has_other_sources(configured: Settings) -> None:
    before = registry.sources()
    configured.CATALOGUE = replace(configured.CATALOGUE, sources=())
    assert registry.sources() is not before
    assert registry.sources().traces == ()


def test_the_kinds_are_the_modules_of_sources() -> None:
    assert "embedded" in registry.kinds()


def test_a_healthy_source_says_so(configured: Settings) -> None:
    (checked,) = registry.check_all(Deadline.after(5))
    assert (checked.name, checked.kind, checked.health.status) == ("store", "embedded", "ok")
    assert checked.signals == ("traces", "logs", "metrics")


def test_a_broken_source_is_reported_and_not_raised(configured: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    entries = (SourceEntry("broken", "embedded", "", 2.0, {"path": str(broken)}), *configured.CATALOGUE.sources)
    configured.CATALOGUE = replace(configured.CATALOGUE, sources=entries)
    assert [checked.health.status for checked in registry.check_all(Deadline.after(5))] == ["failed", "ok"]
