"""A message is published and nobody ever takes it: its consumer hangs with the message in hand, and the order stands.

Leaves a PRODUCER span without any consumer, and one more message in flight on its queue until somebody sends it again.
"""

from apps.telemetry.simulator.chance import rng
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, Outlook, Strike
from apps.telemetry.simulator.faults.repair import GIVES_UP, repaired_ns
from apps.telemetry.simulator.faults.schedule import Clusters
from apps.telemetry.simulator.life import Effect


class NeverConsumed(FaultKind):
    code = "never_consumed"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        self.clusters = Clusters(outlook, self.code, rank=0)

    def chooses(self, index: int) -> bool:
        return self.clusters.contains(index)

    def strike(self, hop: Hop) -> Strike | None:
        if hop.kind != "message" or hop.place != self._queue(hop.index) or not self.chooses(hop.index):
            return None
        random = rng(self.seed, self.code, hop.index)
        over_ns = repaired_ns(self.clusters, hop, random)
        waiting = Effect("queue", hop.place, hop.at_ns, over_ns, "add", 1.0)
        return Strike(self.code, hop.service, hop.at_ns, over_ns, gives_up=random.random() < GIVES_UP, effects=(waiting,))

    def _queue(self, index: int) -> str:
        """One cluster, one queue. The newest are lost early in their life, so that they stand now."""
        early = self.clusters.is_newest(index) or rng(self.seed, self.clusters.name(index)).random() < 0.6
        return "mes.pricing" if early else "mes.orders"
