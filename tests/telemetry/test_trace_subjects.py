"""Whom a pasted trace id is about."""

from dataclasses import replace

from apps.telemetry.datamodel import Window
from apps.telemetry.errors import Unavailable
from apps.telemetry.gathered import Sources
from apps.telemetry.trace_subjects import subjects_of_traces
from tests.telemetry.backends import ABLE, Memory
from tests.telemetry.build import L, S, logs, spans, trace_id

WINDOW = Window(0, 10**19)
A, B = trace_id("a"), trace_id("b")


def broken() -> None:
    raise Unavailable("It is away.")


def test_spans_and_lines_of_all_sources_name_the_subjects() -> None:
    traces = Memory(spans(S(1, subjects=("AL-1", "AL-2")), S(2), S(3, trace="c", subjects=("AL-9",))))
    lines = Memory(lines=logs(L(5, trace="b", subjects=("AL-3",)), L(6, trace="b"), L(7, subjects=("AL-8",))))
    found = subjects_of_traces(Sources(traces=(traces, lines), logs=(traces, lines)), [A, B], WINDOW, 5.0)
    assert found == {A: frozenset({"AL-1", "AL-2"}), B: frozenset({"AL-3"})}


def test_a_source_that_fails_or_cannot_knows_nothing() -> None:
    away = Memory(spans(S(1, subjects=("AL-1",))), before=broken)
    unable = Memory(spans(S(1, subjects=("AL-1",))), capabilities=replace(ABLE, get_by_trace_id=False))
    assert subjects_of_traces(Sources(traces=(away, unable), logs=(away, unable)), [A], WINDOW, 5.0) == {}
    assert unable.asked == []
