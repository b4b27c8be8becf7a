"""TOML -> Catalogue. A mistake is a CatalogueError with the file, the line, the reason and, for a typo, the nearest key."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from apps.core.catalogue import Catalogue, CatalogueError, PanelEntry, ServiceEntry, SourceEntry, StageLimit, StageRule, WorkingHours


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    pass


class _Orders(_Strict):
    pattern: str
    prefix: str
    digits: tuple[int, int]
    priorities: tuple[str, ...]


class _Telemetry(_Strict):
    correlation_keys: tuple[str, ...]
    customer_keys: tuple[str, ...]
    retention_days: int
    deadline_s: float


class _Hours(_Strict):
    zone: str
    days: tuple[int, ...]
    opens: str
    closes: str
    holidays: tuple[str, ...] = ()


class _Stage(_Strict):
    key: str
    waits_for: str = ""
    waits_on: str = ""
    allowed_s: int | None = None
    clock: str = "always"


class _Limit(_Strict):
    stage: str
    allowed_s: int
    channel: str = ""
    priority: str = ""


class _Service(_Strict):
    name: str
    title: str
    role: str
    database: str = ""
    host: str = ""
    takes: tuple[str, ...] = ()


class _Panel(_Strict):
    title: str
    panel: str
    metric: str
    role: str
    function: str = "value"
    unit: str = ""
    service: str = ""
    matchers: dict[str, str] = {}
    by: tuple[str, ...] = ()
    quantile: float | None = None
    scale: float = 1.0
    limit: float | None = None


class _Business(_Strict):
    zones: tuple[str, ...]


class _File(_Strict):
    orders: _Orders
    telemetry: _Telemetry
    hours: _Hours
    stages: tuple[_Stage, ...]
    services: tuple[_Service, ...]
    sources: tuple[dict[str, object], ...]
    roles: dict[str, tuple[str, ...]]
    business: _Business
    limits: tuple[_Limit, ...] = ()
    panels: tuple[_Panel, ...] = ()


_SOURCE_KEYS: Mapping[str, type | tuple[type, ...]] = {"name": str, "kind": str, "url": str, "timeout_s": (int, float)}
_CHOICES = {"clock": ("always", "working"), "waits_on": ("", "customer", "company", "carrier")}


class _Wrong(ValueError):
    """A value of the right type that cannot be used; knows where it stands."""

    def __init__(self, table: str, index: int, key: str, reason: str) -> None:
        super().__init__(reason)
        self.table, self.index, self.key = table, index, key


def read_catalogue(built_in: Path, override: str) -> Catalogue:
    """The built-in file with each table of the `override` file ("" = none) in place of its own. Raises CatalogueError."""
    tables, files = _load(built_in), {}
    if override:
        own = _load(Path(override))
        files = dict.fromkeys(own, Path(override))
        tables = tables | own
    try:
        return _build(msgspec.convert(tables, _File, strict=True))
    except msgspec.ValidationError as error:
        raise _located(str(error), files, built_in) from error
    except _Wrong as error:
        file = files.get(error.table, built_in)
        line = _line_of(file.read_text(encoding="utf-8"), error.table, error.index, error.key)
        raise CatalogueError(f"{file}, line {line}: {error}") from error


def _load(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: {error}. A table looks like: [orders] or [[sources]]") from error


def _located(message: str, files: Mapping[str, Path], built_in: Path) -> CatalogueError:
    """Turn msgspec's `… - at `$.sources[1].timeout_s`` into file, line and, for an unknown key, the nearest known one."""
    reason, _, path = message.partition(" - at `$")
    steps = re.findall(r"\.(\w+)|\[(\d+)\]|\[\.\.\.\]", path.rstrip("`"))
    unknown = re.search(r"unknown field `(\w+)`", reason)
    table = steps[0][0] if steps else (unknown.group(1) if unknown else "")
    file = files.get(table, built_in)
    key = unknown.group(1) if unknown else next((name for name, _ in reversed(steps) if name), "")
    index = next((int(number) for _, number in steps if number), 0)
    line = _line_of(file.read_text(encoding="utf-8"), table, index, key)
    return CatalogueError(f"{file}, line {line}: {reason}{_hint(unknown.group(1) if unknown else '', table)}")


def _hint(unknown: str, table: str) -> str:
    fields = {
        "": _File,
        "orders": _Orders,
        "telemetry": _Telemetry,
        "hours": _Hours,
        "stages": _Stage,
        "services": _Service,
        "panels": _Panel,
        "limits": _Limit,
    }
    known = fields.get("" if unknown == table else table, _File).__struct_fields__
    near = difflib.get_close_matches(unknown, known, 1) if unknown else []
    return f"; did you mean `{near[0]}`?" if near else ""


def _line_of(text: str, table: str, index: int, key: str) -> int:
    """The line of `key` inside the `index`-th table of that name; the table's own line if the key is not there."""
    header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*[\].]") if table else None
    seen, at = -1, 1
    for number, line in enumerate(text.splitlines(), 1):
        if header and header.match(line):
            seen += 1
            at = number if seen <= index else at
        elif seen == index and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return at


def _build(raw: _File) -> Catalogue:
    return Catalogue(
        order_pattern=_pattern(raw.orders.pattern),
        order_prefix=raw.orders.prefix,
        order_digits=raw.orders.digits,
        correlation_keys=raw.telemetry.correlation_keys,
        customer_keys=raw.telemetry.customer_keys,
        stages=tuple(_stage(stage, rank) for rank, stage in enumerate(raw.stages)),
        limits=tuple(StageLimit(limit.stage, limit.channel, limit.priority, limit.allowed_s) for limit in raw.limits),
        hours=_hours(raw.hours),
        services=tuple(ServiceEntry(s.name, s.title, s.role, s.database, s.host, s.takes) for s in raw.services),
        panels=tuple(PanelEntry(**msgspec.structs.asdict(panel)) for panel in raw.panels),
        sources=tuple(_source(source, index) for index, source in enumerate(raw.sources)),
        roles=raw.roles,
        telemetry_retention_days=raw.telemetry.retention_days,
        gather_deadline_s=raw.telemetry.deadline_s,
        priorities=raw.orders.priorities,
        zones=raw.business.zones,
    )


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise _Wrong(
            "orders", 0, "pattern", f"pattern is no regular expression ({error}). Example: pattern = '^AL-[0-9]{{4,12}}$'"
        ) from error


def _stage(raw: _Stage, rank: int) -> StageRule:
    for key, allowed in _CHOICES.items():
        if getattr(raw, key) not in allowed:
            raise _Wrong("stages", rank, key, f"{key} is {getattr(raw, key)!r}, which is none of {', '.join(map(repr, allowed))}")
    return StageRule(raw.key, rank, raw.waits_for, raw.waits_on, raw.allowed_s, raw.clock)


def _hours(raw: _Hours) -> WorkingHours:
    try:
        zone = ZoneInfo(raw.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _Wrong("hours", 0, "zone", f'zone is {raw.zone!r}, which is no time zone. Example: zone = "Europe/Moscow"') from error
    opens, closes = _clock(raw.opens, "opens"), _clock(raw.closes, "closes")
    if opens >= closes:
        raise _Wrong("hours", 0, "closes", f"opens {raw.opens} is not before closes {raw.closes}")
    if not raw.days or not set(raw.days) <= set(range(7)):
        raise _Wrong("hours", 0, "days", "days must hold numbers from 0 (Monday) to 6. Example: days = [0, 1, 2, 3, 4]")
    return WorkingHours(zone, frozenset(raw.days), opens, closes, frozenset(raw.holidays))


def _clock(text: str, key: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise _Wrong("hours", 0, key, f'{key} is {text!r}, which is no time of day. Example: {key} = "09:00"') from error


def _source(raw: Mapping[str, object], index: int) -> SourceEntry:
    for key, kind in _SOURCE_KEYS.items():
        if key in ("name", "kind") and key not in raw:
            raise _Wrong("sources", index, key, f'this source has no {key}. Example: {key} = "embedded"')
        if key in raw and not isinstance(raw[key], kind):
            raise _Wrong("sources", index, key, f"{key} is {raw[key]!r}, which is of the wrong type")
    for key in raw.keys() - _SOURCE_KEYS.keys():
        if near := difflib.get_close_matches(key, _SOURCE_KEYS, 1, 0.8):
            raise _Wrong("sources", index, key, f"unknown key `{key}`; did you mean `{near[0]}`?")
    options = {key: value for key, value in raw.items() if key not in _SOURCE_KEYS}
    return SourceEntry(str(raw["name"]), str(raw["kind"]), str(raw.get("url", "")), float(str(raw.get("timeout_s", 3))), options)
