"""Which metric lanes stand on a journey: the catalogue's panels for the services it touched, troubled services first."""

from collections.abc import Sequence

import numpy as np

from apps.core.catalogue import PanelEntry, ServiceEntry
from apps.telemetry.datamodel import MetricQuery, SpanStatus, Trace

MOST_LANES = 12

# What tells most about a fault comes first; lanes beyond the bound are left out from the end.
_FIRST = ("errors", "response", "dead_letters")
_SECOND = ("in_flight", "duration", "cpu", "connections", "rate")
# Which services a panel for "*" is for, by what it measures; other roles are for those that have code of ours.
_MEANT_FOR = {"response": "database", "connections": "database", "in_flight": "queue", "dead_letters": "queue"}


def choose(panels: Sequence[PanelEntry], services: Sequence[ServiceEntry], trace: Trace) -> tuple[MetricQuery, ...]:
    """At most MOST_LANES queries. A panel names its service, or "*" for every touched service of the fitting role.

    A panel of messages in flight must name, in a matcher, a queue that the journey went through.
    """
    touched = _touched(services, trace)
    rank = {service.name: place for place, service in enumerate(touched)}
    destinations = _destinations(trace)
    wanted = [panel for panel in panels if panel.role != "in_flight" or not destinations.isdisjoint(panel.matchers.values())]
    queries = [_query(panel, service) for panel in wanted for service in touched if _fits(panel, service)]
    queries.sort(key=lambda query: (_tier(query.role), rank[query.service]))
    return tuple(queries[:MOST_LANES])


def _destinations(trace: Trace) -> frozenset[str]:
    """The queues that spans of the journey name: others are not its own."""
    names = trace.promoted["messaging.destination.name"]
    return frozenset(names.values[code] for code in np.unique(names.codes).tolist() if code >= 0)


def every(panels: Sequence[PanelEntry], services: Sequence[ServiceEntry]) -> tuple[MetricQuery, ...]:
    """All lanes of all services, for how they are now."""
    return tuple(_query(panel, service) for panel in panels for service in services if _fits(panel, service))


def _touched(services: Sequence[ServiceEntry], trace: Trace) -> list[ServiceEntry]:
    """Services with spans, and the databases and queues behind them: most errors first, then most spans."""
    errors, spans = _counts(trace, trace.status == SpanStatus.ERROR), _counts(trace, np.ones(len(trace), np.bool_))
    weight = {s.name: (errors.get(s.name, 0), spans.get(s.name, 0)) for s in services}
    by_database = {s.database: weight[s.name] for s in services if s.database and s.name in spans}
    messages = trace.promoted["messaging.destination.name"].codes >= 0
    for service in services:
        if service.name in by_database:
            weight[service.name] = max(weight[service.name], by_database[service.name])
        if service.role == "queue" and messages.any():
            weight[service.name] = max(weight[service.name], (0, int(messages.sum())))
    found = [service for service in services if weight[service.name] > (0, 0)]
    return sorted(found, key=lambda service: weight[service.name], reverse=True)


def _counts(trace: Trace, wanted: np.typing.NDArray[np.bool_]) -> dict[str, int]:
    codes, counts = np.unique(trace.service.codes[wanted], return_counts=True)
    return {trace.service.values[code]: count for code, count in zip(codes.tolist(), counts.tolist(), strict=True) if code >= 0}


def _fits(panel: PanelEntry, service: ServiceEntry) -> bool:
    if panel.service != "*":
        return panel.service == service.name
    return service.role == _MEANT_FOR.get(panel.role, "api")


def _tier(role: str) -> tuple[int, int]:
    for tier, roles in enumerate((_FIRST, _SECOND)):
        if role in roles:
            return tier, 0 if tier == 0 else roles.index(role)
    return 2, 0


def _query(panel: PanelEntry, service: ServiceEntry) -> MetricQuery:
    return MetricQuery(
        title=panel.title.replace("{service}", service.name),
        panel=panel.panel,
        metric=panel.metric,
        matchers=tuple(sorted(panel.matchers.items())),
        function=panel.function,
        quantile=panel.quantile,
        by=panel.by,
        unit=panel.unit,
        scale=panel.scale,
        limit=panel.limit,
        service=service.name,
        role=panel.role,
    )
