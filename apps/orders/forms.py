"""Request text to frozen values. A mistake is InvalidInput with a sentence a field."""

import re
from collections.abc import Mapping

from django.conf import settings

from apps.core.clock import now_ns
from apps.core.errors import InvalidInput
from apps.orders.row_details import RowName
from apps.orders.timeline_json import Slice
from apps.orders.timeline_query import TimelineQuery
from apps.telemetry.adjust.standard import Adjust
from apps.telemetry.datamodel import Window

_DAY_NS = 86_400 * 10**9
SIGNALS = ("traces", "logs", "metrics")
_MOST_DIGITS = 19
_IDS = re.compile(r"([0-9a-f]{32})?/([0-9a-f]{16})")
_MOST = 2**63 - 2  # what sources can compare, and one more


def read_timeline_query(params: Mapping[str, str]) -> TimelineQuery:
    """`from`, `to` in nanoseconds, `adjust` skew|none, `signals` comma-separated, `spans_cursor`, `logs_cursor`.

    `from` alone means until now, `to` alone as far back as telemetry is kept.
    """
    errors: dict[str, list[str]] = {}
    window = _window(params, errors)
    adjust = _adjust(params.get("adjust", "skew"), errors)
    signals = _signals(params.get("signals", ""), errors)
    part = Slice(_count(params, "spans_cursor", errors) or 0, _count(params, "logs_cursor", errors) or 0)
    if errors:
        raise InvalidInput("The timeline cannot be narrowed like this.", errors=errors)
    return TimelineQuery(window, adjust, signals, part)


def read_page_start(params: Mapping[str, str]) -> int:
    """`rows`: the first row of a page of the plain table."""
    errors: dict[str, list[str]] = {}
    start = _count(params, "rows", errors)
    if errors:
        raise InvalidInput("There is no such page of rows.", errors=errors)
    return start or 0


def read_row_name(ref: str, params: Mapping[str, str]) -> RowName:
    """`ref` is digits, as its address says. `id` is "<trace>/<span>" in hex, the trace empty where it is not known; `at` a line's ns."""
    errors: dict[str, list[str]] = {}
    at = _count(params, "at", errors)
    ids = _IDS.fullmatch(params.get("id", "/0000000000000000"))
    if ids is None:
        errors["id"] = ["This is not a trace id, a slash and a span id."]
    if ids is None or errors:
        raise InvalidInput("There is no such row.", errors=errors)
    trace_id, span_id = ids.groups(default="")
    return RowName(int(ref), trace_id, int(span_id, 16) if "id" in params else None, at)


def _count(params: Mapping[str, str], key: str, errors: dict[str, list[str]]) -> int | None:
    text = params.get(key, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or int(text) > _MOST:
        errors[key] = ["This is not a whole number." if key in ("from", "to", "at") else "This cursor did not come from here."]
        return None
    return int(text)


def _window(params: Mapping[str, str], errors: dict[str, list[str]]) -> Window | None:
    start, end = _count(params, "from", errors), _count(params, "to", errors)
    if (start is None and end is None) or errors.keys() & {"from", "to"}:
        return None
    end = max(now_ns(), start or 0) + 1 if end is None else end
    start = end - settings.CATALOGUE.telemetry_retention_days * _DAY_NS if start is None else start
    if start >= end:
        errors["to"] = ["The window ends before it begins."]
        return None
    return Window(start, end)


def _adjust(text: str, errors: dict[str, list[str]]) -> Adjust:
    if text == "none":
        return "none"
    if text != "skew":
        errors["adjust"] = ["This is neither skew nor none."]
    return "skew"


def _signals(text: str, errors: dict[str, list[str]]) -> tuple[str, ...] | None:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if any(signal not in SIGNALS for signal in wanted):
        errors["signals"] = [f"Choose among {', '.join(SIGNALS)}."]
    return wanted or None
