"""What the strip of sources says: several answers of one source for one signal become one `SourceReport`."""

from collections.abc import Sequence
from dataclasses import replace

from apps.telemetry.answers import Gap, SourceReport

ARRIVING_NS = 300_000_000_000

_WHOLE = frozenset({"ok", "empty"})
# The worst first. What failed beside something that came is "partial"; alone it is what it is.
_FAILURES = ("failed", "timeout", "open", "not_configured")
_LIMITS = ("partial", "truncated", "sampled", "arriving")


def combined(name: str, kind: str, signal: str, parts: Sequence[SourceReport | Gap], returned: int) -> SourceReport:
    """`returned` counts what is left after equal rows of several answers were joined."""
    gaps = [part for part in parts if isinstance(part, Gap)]
    answers = [part for part in parts if isinstance(part, SourceReport)]
    status = _status([part.status for part in parts], any_answer=bool(answers), returned=returned)
    return SourceReport(
        name=name,
        kind=kind,
        signal=signal,
        status=status,
        returned=returned,
        total=_total(answers, returned) if not gaps else None,
        detail=" ".join(dict.fromkeys([gap.reason for gap in gaps] + [answer.detail for answer in answers if answer.detail])),
        elapsed_ms=max((part.elapsed_ms for part in parts), default=0),
    )


def _status(statuses: Sequence[str], *, any_answer: bool, returned: int) -> str:
    failed = next((status for status in _FAILURES if status in statuses), None)
    if failed is not None:
        return "partial" if any_answer else failed
    limited = next((status for status in _LIMITS if status in statuses), None)
    return limited or ("ok" if returned else "empty")


def _total(answers: Sequence[SourceReport], returned: int) -> int | None:
    """Known only when every answer that was cut knows how much there was."""
    missing = 0
    for answer in answers:
        if answer.total is None and answer.status not in _WHOLE:
            return None
        missing += max(0, (answer.total or 0) - answer.returned)
    return returned + missing


def not_configured(signal: str) -> SourceReport:
    return SourceReport(name="", kind="", signal=signal, status="not_configured", detail=f"No source of {signal} is configured.")


def cut(report: SourceReport, kept: int, of: int) -> SourceReport:
    """Linked traces beyond the bound were left out, and that is said."""
    sentence = f"{kept} of {of} linked traces are shown."
    status = "truncated" if report.status in _WHOLE else report.status
    return replace(report, status=status, detail=f"{report.detail} {sentence}".strip())


def arriving(reports: Sequence[SourceReport], newest_ns: int, window_to_ns: int, now_ns: int) -> tuple[SourceReport, ...]:
    """Whole answers about a subject that was alive in the last five minutes may still grow.

    It takes a sign of life (a span, a line, a milestone), not only a window that reaches to now: an order that has waited
    for days, or is finished, is complete.
    """
    edge = now_ns - ARRIVING_NS
    if newest_ns <= edge or window_to_ns <= edge:
        return tuple(reports)
    return tuple(replace(report, status="arriving") if report.status in _WHOLE else report for report in reports)
