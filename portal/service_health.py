"""The state of the catalogue's services, from the metric lanes that the sources hold now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from apps.core.catalogue import Catalogue
from apps.core.clock import now_ns
from apps.orders.sentences import say
from apps.telemetry.api import current_series
from apps.telemetry.service_state import LOOK_BACK_NS, states_of


@dataclass(frozen=True, slots=True)
class ServiceLine:
    name: str
    title: str
    status: str
    sentence: str


def service_lines() -> Sequence[ServiceLine]:
    """One line a service, in the reader's language."""
    catalogue: Catalogue = settings.CATALOGUE
    titles = {service.name: service.title for service in catalogue.services}
    series = current_series(now_ns=now_ns(), look_back_ns=LOOK_BACK_NS)
    states = states_of(list(titles), series)
    return [ServiceLine(state.name, gettext(titles[state.name]), state.status, say(state.sentence)) for state in states]
