"""What comes back: a source's value with what it says of its completeness, or a gap; and findings with their sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one source gave for one signal, for the completeness strip (telemetry.md, "Completeness").

    `status`: ok|empty|partial|truncated|sampled|timeout|failed|open|not_configured|arriving. `total` is None if unknown.
    """

    name: str
    kind: str
    signal: str
    status: str
    returned: int = 0
    total: int | None = None
    detail: str = ""
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing and why; stands where a value would."""

    source: str
    kind: str
    signal: str
    status: str
    reason: str
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A source's value with what it says about its own completeness."""

    value: T
    report: SourceReport


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to translate at the edge: gettext `msgid` with named %-parameters. Parameters that end in `_ns` are
    durations, in `_at` instants (ns); the edge formats them by locale."""

    msgid: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ref into the timeline: kind span|log|queue|metric|stage|deployment, ref `span:<trace>/<span>`, `log:<n>`, `series:<title>`
    or `mark:<ref>`."""

    kind: str
    ref: str
    text: Phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. severity info|warning|error; confidence high|medium|low; who_acts customer|company|carrier."""

    code: str
    service: str
    severity: str
    sentence: Phrase
    story: Phrase
    evidence: tuple[Evidence, ...]
    confidence: str
    who_acts: str
    since_ns: int
