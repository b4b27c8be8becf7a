"""How a service is right now, judged from its own metric lanes against their limits. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Phrase
from apps.telemetry.datamodel import TimeSeries

LOOK_BACK_NS = 15 * 60 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class ServiceState:
    """status ok|slow|degraded|unknown, with a sentence that says why."""

    name: str
    status: str
    sentence: Phrase


_STATUS_BY_ROLE: Mapping[str, str] = {"duration": "slow", "response": "slow"}


def states_of(services: Sequence[str], series: Sequence[TimeSeries]) -> tuple[ServiceState, ...]:
    """One state a service, in the given order. A service without a sample in its series is unknown, never fine."""
    return tuple(_state(name, [one for one in series if one.service == name]) for name in services)


def _state(name: str, lanes: Sequence[TimeSeries]) -> ServiceState:
    known = [(lane, float(values[-1])) for lane in lanes if len(values := lane.values[np.isfinite(lane.values)])]
    if not known:
        return ServiceState(name, "unknown", Phrase(_("No measurement came in the last quarter of an hour.")))
    for lane, last in known:
        if lane.limit is not None and last > lane.limit:
            params: dict[str, str | int | float] = {
                "lane": lane.title,
                "value": f"{last:.4g}",
                "limit": f"{lane.limit:.4g}",
                "unit": lane.unit,
            }
            status = _STATUS_BY_ROLE.get(lane.role, "degraded")
            return ServiceState(name, status, Phrase(_("%(lane)s: %(value)s %(unit)s, the limit is %(limit)s."), params))
    return ServiceState(name, "ok", Phrase(_("Everything measured is within its limits.")))
