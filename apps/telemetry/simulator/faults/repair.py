"""When people notice a standing order and put it right: hours to a day later, in working hours; the newest ones not yet."""

from random import Random

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.chance import between
from apps.telemetry.simulator.faults.kind import Hop
from apps.telemetry.simulator.faults.schedule import Clusters
from apps.telemetry.simulator.plan import HOUR

# The share of customers who do not wait: their order is cancelled instead.
GIVES_UP = 0.2


def repaired_ns(clusters: Clusters, hop: Hop, random: Random) -> int:
    if clusters.is_newest(hop.index):
        not_before_ns = max(hop.at_ns, clusters.outlook.plan.planned_end_ns) + int(between(random, 3, 9) * HOUR)
    else:
        not_before_ns = hop.at_ns + int(between(random, 4, 28) * HOUR)
    return moscow.add_working(not_before_ns, int(between(random, 0.1, 4) * HOUR))
