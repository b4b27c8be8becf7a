"""What an operator edits, as frozen values: services, stages, limits, panels, sources, roles. Read by portal/settings.py.

`settings.CATALOGUE` is a `Catalogue`. The parser (`parse`) is pure; each mistake is a `CatalogueError` that names the
file, the line and the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from re import Pattern
from zoneinfo import ZoneInfo


class CatalogueError(Exception):
    """`str()` is one sentence: file, line, what is wrong, an example."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Monday = 0. `days` work from `opens` to `closes` in `zone`, but for `holidays` (ISO dates)."""

    zone: ZoneInfo
    days: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[str]


@dataclass(frozen=True, slots=True)
class StageRule:
    """One row of the order's life. `allowed_s` is None where nothing is awaited; `clock` always|working.

    `waits_for` files|price|confirmation|payment|operator|piece|handover|delivery|"", `waits_on` customer|company|carrier|"".
    """

    key: str
    rank: int
    waits_for: str
    waits_on: str
    allowed_s: int | None
    clock: str


@dataclass(frozen=True, slots=True)
class StageLimit:
    """A different limit for a stage, by channel and priority ("" = any). The most specific wins."""

    stage: str
    channel: str
    priority: str
    allowed_s: int


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service as it is named in telemetry. role api|database|queue|storage|external; `database`, `host` name what it stands on.

    `takes` names the queues that it empties: who is to be asked when a message lies there untaken.
    """

    name: str
    title: str
    role: str
    database: str = ""
    host: str = ""
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """A metric lane: fields of telemetry.datamodel.MetricQuery. `service` "*" makes one for each service of `roles`."""

    title: str
    panel: str
    metric: str
    function: str
    unit: str
    role: str
    service: str
    matchers: Mapping[str, str]
    by: tuple[str, ...] = ()
    quantile: float | None = None
    scale: float = 1.0
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One `[[sources]]` table. `options` holds the keys that belong to the kind."""

    name: str
    kind: str
    url: str
    timeout_s: float
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Catalogue:
    order_pattern: Pattern[str]  # anchored: the whole number, as in a path
    order_prefix: str  # "AL-", for search in any spelling
    order_digits: tuple[int, int]  # 4..12
    correlation_keys: tuple[str, ...]  # order.id, order_id, app.order.id
    customer_keys: tuple[str, ...]  # customer.id
    stages: tuple[StageRule, ...]  # in the order of the life; cancelled last
    limits: tuple[StageLimit, ...]
    hours: WorkingHours
    services: tuple[ServiceEntry, ...]
    panels: tuple[PanelEntry, ...]
    sources: tuple[SourceEntry, ...]
    roles: Mapping[str, tuple[str, ...]]  # role -> full DNs of directory groups
    telemetry_retention_days: int
    gather_deadline_s: float
    priorities: tuple[str, ...]
    zones: tuple[str, ...]
