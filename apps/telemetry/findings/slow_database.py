"""Our calls to a database took over a second, which is not usual for it.

Structure: CLIENT spans with `db.system.name`, several of them slow, or one slow while the database's own series of response
times was raised; where nothing measures the database, one that is far slower than all others of the order. A single slow
query of a database that is known to be well is nobody's fault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import SpanKind, TimeSeries, Window
from apps.telemetry.findings import baseline
from apps.telemetry.findings.view import View

CODE = "slow_database"
# product.md, "What raises an alert": a database that answers slower than 1000 ms.
SLOW_NS = 1_000_000_000
# Without a series to look at, so many slow calls of one order are no accident, ...
SEVERAL = 3
# ... nor is a single one that takes this many times as long as the other calls of the order, of which there are enough to compare.
FAR = 20
_ENOUGH = 5
# Slow calls of one episode lie no further apart.
_EPISODE_NS = 2 * 3600 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Episode:
    """Slow calls to one database within one stretch of time, and how long the order's other calls to it usually take.

    `yardstick_ns`: the same, of all databases if this one was called too rarely; None where there is nothing to compare with.
    `measured`: the database has a series of response times; `raised` is that series if it shows the same.
    """

    database: str
    rows: Sequence[int]
    usual_ns: int | None
    yardstick_ns: int | None
    measured: bool
    raised: TimeSeries | None


def find(view: View) -> Finding | None:
    calls = _by_database(view)
    quick = [_took(view, row) for rows in calls.values() for row in rows if _took(view, row) < SLOW_NS]
    episodes = [episode for rows in calls.values() for episode in _episodes(view, rows, quick)]
    shown = [episode for episode in episodes if episode.raised is not None or _unlike_itself(view, episode)]
    return _told(view, max(shown, key=lambda episode: len(episode.rows))) if shown else None


def _by_database(view: View) -> dict[str, list[int]]:
    calls: dict[str, list[int]] = {}
    for row in view.of_kind(SpanKind.CLIENT):
        if view.attribute(row, "db.system.name"):
            calls.setdefault(view.attribute(row, "server.address") or view.attribute(row, "db.system.name"), []).append(row)
    return calls


def _episodes(view: View, calls: Sequence[int], quick: Sequence[int]) -> Iterator[_Episode]:
    slow = [row for row in calls if _took(view, row) >= SLOW_NS]
    own = [_took(view, row) for row in calls if _took(view, row) < SLOW_NS]
    yardstick = own if len(own) >= _ENOUGH else quick
    usual_ns = int(np.median(own)) if own else None
    yardstick_ns = int(np.median(yardstick)) if len(yardstick) >= _ENOUGH else None
    starts = np.array([view.start(row) for row in slow], np.int64)
    for stretch in np.split(np.array(slow, np.int64), np.flatnonzero(np.diff(starts) > _EPISODE_NS) + 1):
        if len(stretch):
            yield _episode(view, [int(row) for row in stretch], usual_ns, yardstick_ns)


def _episode(view: View, rows: Sequence[int], usual_ns: int | None, yardstick_ns: int | None) -> _Episode:
    database = view.attribute(rows[0], "server.address") or view.attribute(rows[0], "db.system.name")
    window = Window(view.start(rows[0]), max(view.end(row) for row in rows))
    lanes = list(baseline.with_role(view.timeline.series, "response", database))
    raised = next((series for series in lanes if baseline.raised(series, window)), None)
    return _Episode(database, rows, usual_ns, yardstick_ns, any(baseline.tells(series, window) for series in lanes), raised)


def _unlike_itself(view: View, episode: _Episode) -> bool:
    """By the order's own calls alone; a single one only where nothing measured says that the database was well."""
    if len(episode.rows) >= SEVERAL:
        return episode.usual_ns is None or episode.usual_ns * baseline.RAISED < SLOW_NS
    if episode.measured or episode.yardstick_ns is None:
        return False
    return max(_took(view, row) for row in episode.rows) >= FAR * episode.yardstick_ns


def _took(view: View, row: int) -> int:
    return view.end(row) - view.start(row)


def _told(view: View, episode: _Episode) -> Finding:
    longest = max(episode.rows, key=lambda row: _took(view, row))
    failed = any(view.failed[row] for row in episode.rows)
    params: dict[str, str | int | float] = {
        "database": episode.database,
        "service": view.service(longest),
        "calls": len(episode.rows),
        "from_at": view.start(episode.rows[0]),
        "longest_ns": _took(view, longest),
    }
    if episode.usual_ns is None:
        story = Phrase(
            _("From %(from_at)s %(database)s answered %(service)s in up to %(longest_ns)s; slow calls for this order: %(calls)s."), params
        )
    else:
        story = Phrase(
            _(
                "From %(from_at)s %(database)s answered %(service)s in up to %(longest_ns)s instead of the usual %(usual_ns)s; "
                "slow calls for this order: %(calls)s."
            ),
            params | {"usual_ns": episode.usual_ns},
        )
    return Finding(
        code=CODE,
        service=episode.raised.service if episode.raised is not None and episode.raised.service else episode.database,
        severity="error" if failed and view.history.after(view.end(longest)) is None else "warning",
        sentence=Phrase(_("The database was very slow while this order was being worked on.")),
        story=story,
        evidence=_evidence(view, episode, longest),
        confidence=view.sure("traces", "metrics", doubts=int(view.saw_all("metrics") and episode.raised is None)),
        who_acts="company",
        since_ns=view.start(episode.rows[0]),
    )


def _evidence(view: View, episode: _Episode, longest: int) -> tuple[Evidence, ...]:
    calls = [longest, *(row for row in episode.rows if row != longest)][:2]
    spans = [
        view.span(row, Phrase(_("%(operation)s took %(took_ns)s"), {"operation": view.operation(row), "took_ns": _took(view, row)}))
        for row in calls
    ]
    if episode.raised is None:
        return tuple(spans)
    above = _("response time far above its usual") if episode.raised.limit is None else _("response time over its limit")
    return (*spans, baseline.lane(episode.raised, Phrase(above)))
