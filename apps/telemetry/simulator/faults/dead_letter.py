"""A consumer fails on a message three times and rejects it: the message goes to the dead-letter queue, and the order stands.

Leaves three failed CONSUMER spans, a settlement that rejects, and one more letter in the dead-letter queue until it is
sent again.
"""

from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, Mishap, Outlook, Strike
from apps.telemetry.simulator.faults.repair import GIVES_UP, repaired_ns
from apps.telemetry.simulator.faults.schedule import Clusters
from apps.telemetry.simulator.life import Effect, Failure
from apps.telemetry.simulator.plan import SECOND

_TRIES_AFTER_S = (2, 9, 41)
_FAILURES = {
    "mes.pricing": (
        Failure(
            "ModelFormatError",
            "mesh is not closed: 14 open edges in solid 'shank'",
            (
                "mes/pricing/consumer.py, line 88, in handle",
                "mes/models/stl.py, line 214, in load",
                "mes/models/mesh.py, line 61, in check_closed",
            ),
        ),
        Failure(
            "ModelFormatError",
            "unexpected end of file after 3211264 bytes",
            (
                "mes/pricing/consumer.py, line 88, in handle",
                "mes/models/stl.py, line 190, in load",
                "mes/models/stl.py, line 77, in read_triangles",
            ),
        ),
    ),
    "mes.orders": (
        Failure(
            "MissingFieldError",
            "items[0].material is required to register an order",
            (
                "mes/orders/consumer.py, line 52, in handle",
                "mes/orders/register.py, line 33, in register",
                "mes/orders/schema.py, line 19, in need",
            ),
        ),
        Failure(
            "psycopg.errors.NotNullViolation",
            'null value in column "size" of relation "order_items" violates not-null constraint',
            (
                "mes/orders/consumer.py, line 52, in handle",
                "mes/orders/register.py, line 47, in register",
                "psycopg/cursor.py, line 97, in execute",
            ),
        ),
    ),
}


class DeadLetter(FaultKind):
    code = "dead_letter"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        self.clusters = Clusters(outlook, self.code, rank=1)

    def chooses(self, index: int) -> bool:
        return self.clusters.contains(index)

    def strike(self, hop: Hop) -> Strike | None:
        if hop.kind != "message" or hop.place != self._queue(hop.index) or not self.chooses(hop.index):
            return None
        random = rng(self.seed, self.code, hop.index)
        failure = rng(self.seed, self.clusters.name(hop.index), "why").choice(_FAILURES[hop.place])
        mishaps = tuple(
            Mishap(
                hop.at_ns + after_s * SECOND,
                int(between(random, 0.2, 1.4) * SECOND),
                failure,
                attempt=attempt,
                rejects=attempt == len(_TRIES_AFTER_S),
            )
            for attempt, after_s in enumerate(_TRIES_AFTER_S, start=1)
        )
        over_ns = repaired_ns(self.clusters, hop, random)
        dead = Effect("queue", f"{hop.place}.dead", mishaps[-1].at_ns + mishaps[-1].length_ns, over_ns, "add", 1.0)
        return Strike(self.code, hop.service, mishaps[0].at_ns, over_ns, mishaps, random.random() < GIVES_UP, (dead,))

    def _queue(self, index: int) -> str:
        early = self.clusters.is_newest(index) or rng(self.seed, self.clusters.name(index)).random() < 0.5
        return "mes.pricing" if early else "mes.orders"
