"""The life of one order as frozen values: what happened when, by whom, with which messages, and what went wrong.

A *moment* is something that leaves telemetry: a request, a message taken, a job. The walk (`course.py`) makes moments,
`scenes/` draws each as a trace, `events.py` tells the stages that moments reached.
"""

from dataclasses import dataclass, field

from apps.telemetry.simulator.goods import Item
from apps.telemetry.simulator.people import Customer
from apps.telemetry.simulator.plan import MINUTE

# A moment's spans end at the latest so long after its planned end (databases may be slow).
OVERRUN_NS = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Message:
    """A message on a queue, with the ids of the PRODUCER span that published it (so that its consumer can link to it)."""

    queue: str
    type: str  # order.created
    id: str
    trace_id: str
    span_id: str
    published_ns: int


@dataclass(frozen=True, slots=True)
class Failure:
    """How a piece of work failed, in the words of the program that failed."""

    type: str  # error.type and exception.type
    message: str
    where: tuple[
        str, ...
    ]  # places of the stack, innermost last: "file, line, function", or Java's "Class.method(File:line)"; () is no exception


@dataclass(frozen=True, slots=True)
class Moment:
    """One scene of an order's life: `name` chooses how it is drawn, `length_ns` is how long its main span works.

    `takes` is the message that a consumer took; with `same_trace` it goes on in the producer's trace, otherwise it links
    to it. `detail` is an operation ("casting") or a state in the words of the scene. `rejects`: after this failure the
    message goes to the dead-letter exchange.
    """

    name: str
    at_ns: int
    length_ns: int
    trace_id: str
    key: str  # unique within the order: names the generator of the scene's details
    takes: Message | None = None
    same_trace: bool = False
    sends: tuple[Message, ...] = ()
    failure: Failure | None = None
    rejects: bool = False
    attempt: int = 1
    detail: str = ""
    operator: str = ""

    @property
    def until_ns(self) -> int:
        """No span of the moment ends, and nothing is logged, at or after this instant."""
        return self.at_ns + self.length_ns + OVERRUN_NS


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in the sense of the order API. `kind` is the last word of its type ("files_uploaded", "operation")."""

    at_ns: int
    kind: str
    service: str
    trace_id: str = ""
    operator: str = ""
    operation: tuple[str, str] | None = None  # name, status
    reason: str = ""
    promised_ns: int = 0


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a customer wrote. `tells_number` and `tells_customer`: what the channel knows besides the text."""

    at_ns: int
    channel: str  # chat | email | phone
    text: str
    tells_number: bool = False
    tells_customer: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a fault does to a quantity behind the metrics while it lasts (`quantities.py` knows their names).

    `place` is a service, database or queue; `how` is add | at_least.
    """

    quantity: str
    place: str
    from_ns: int
    to_ns: int
    how: str
    amount: float


@dataclass(frozen=True, slots=True)
class Harm:
    """A fault that struck this order: what the truth tells, and what metrics show of it."""

    code: str
    service: str
    from_ns: int
    to_ns: int
    effects: tuple[Effect, ...] = ()


@dataclass(slots=True)
class Life:
    """Everything about one order. Lists are in the order of time, as the walk made them."""

    index: int
    number: str
    created_ns: int
    customer: Customer
    priority: str
    reference: str
    items: tuple[Item, ...]
    total: int
    promised_ns: int
    model_mb: float
    moments: list[Moment] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    harms: list[Harm] = field(default_factory=list)
    ends_ns: int = 0  # nothing of this order happens at or after this instant

    @property
    def channel(self) -> str:
        return "partner" if self.customer.partner else "shop"
