"""Pricing a model runs into its time limit of 30 minutes, the second try fails the same way, and no price comes.

Leaves two INTERNAL spans of 1,800 s that ended by the deadline, and MES API's processor near its limit meanwhile.
"""

from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, Mishap, Outlook, Strike
from apps.telemetry.simulator.faults.repair import GIVES_UP, repaired_ns
from apps.telemetry.simulator.faults.schedule import Clusters
from apps.telemetry.simulator.life import Effect, Failure
from apps.telemetry.simulator.plan import SECOND

DEADLINE_NS = 1_800 * SECOND
_FAILURE = Failure(
    "DeadlineExceeded",
    "pricing aborted after 1800 s",
    (
        "mes/pricing/job.py, line 71, in run",
        "mes/pricing/estimate.py, line 240, in volume_of",
        "mes/pricing/estimate.py, line 309, in intersect",
    ),
)


class PricingTimeout(FaultKind):
    code = "pricing_timeout"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        self.clusters = Clusters(outlook, self.code, rank=2)

    def chooses(self, index: int) -> bool:
        return self.clusters.contains(index)

    def strike(self, hop: Hop) -> Strike | None:
        if hop.kind != "job" or hop.place != "pricing" or not self.chooses(hop.index):
            return None
        random = rng(self.seed, self.code, hop.index)
        again_ns = hop.at_ns + DEADLINE_NS + int(between(random, 20, 90) * SECOND)
        mishaps = (Mishap(hop.at_ns, DEADLINE_NS, _FAILURE), Mishap(again_ns, DEADLINE_NS, _FAILURE, attempt=2))
        over_ns = max(again_ns + DEADLINE_NS + 60 * SECOND, repaired_ns(self.clusters, hop, random))
        busy = Effect("cpu", hop.service, hop.at_ns, again_ns + DEADLINE_NS, "at_least", 0.95)
        return Strike(self.code, hop.service, hop.at_ns, over_ns, mishaps, random.random() < GIVES_UP, (busy,))
