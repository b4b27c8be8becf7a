"""What one entry of the record says, and its canonical bytes (security.md, "The audit log": who, when, where, what, why, result).

The bytes are stored and hashed as they are, so the schema only ever grows: a new member gets a new name, and `v` changes
when a reader of old entries would misunderstand a new one. Members without a value are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.core.actor import Actor
from apps.core.canonical import canonical_bytes

SCHEMA_VERSION = 1
ATTEMPT, OUTCOME = "attempt", "outcome"
GRANTED, DENIED, ERROR = "granted", "denied", "error"
RESULTS = (GRANTED, DENIED, ERROR)

# Longest texts kept; what comes from outside is cut here, so that an entry can always be written.
NAME_LENGTH, ACTION_LENGTH, OBJECT_LENGTH, REASON_LENGTH, AGENT_LENGTH, ADDRESS_LENGTH = 150, 64, 200, 500, 256, 64


@dataclass(frozen=True, slots=True)
class Term:
    """What was looked for, never in clear: `hmac` as hex, `kinds` such as phone, email, words."""

    hmac: str = ""
    kinds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry before it is written. `attempt` is the id of the attempt that an outcome answers, "" on an attempt."""

    entry: str
    phase: str
    time: datetime
    actor: Actor
    action: str
    object: str
    version: str
    reason: str = ""
    term: Term = Term()
    attempt: str = ""
    result: str = ""
    rows: int | None = None
    fields: Sequence[str] = ()
    masked: bool | None = None


def clean(text: str, length: int) -> str:
    """Text that every database stores: no NUL, no half of a surrogate pair, at most `length` characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")[:length]


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, always with six digits."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_bytes(facts: EntryFacts) -> bytes:
    """Canonical JSON over strings, integers, booleans, lists and objects only."""
    body = {
        "v": SCHEMA_VERSION,
        "entry": facts.entry,
        "phase": facts.phase,
        "attempt": facts.attempt,
        "time": instant(facts.time),
        "who": _who(facts.actor),
        "where": _present(
            {
                "address": clean(facts.actor.address, ADDRESS_LENGTH),
                "agent": clean(facts.actor.agent, AGENT_LENGTH),
                "version": facts.version,
            }
        ),
        "what": _what(facts),
        "why": clean(facts.reason, REASON_LENGTH),
        "result": facts.result,
        "request_id": facts.actor.request_id,
    }
    return canonical_bytes(_present(body))


def _who(actor: Actor) -> Mapping[str, object]:
    return _present(
        {
            "name": clean(actor.name, NAME_LENGTH),
            "user_id": actor.user_id,
            "directory_id": actor.directory_id,
            "roles": sorted(actor.roles),
            "scopes": sorted(actor.scopes or ()),
            "service": actor.is_service,
            "method": actor.login_method,
            "factor": actor.factor,
            "session": actor.session_hash,
        }
    )


def _what(facts: EntryFacts) -> Mapping[str, object]:
    return _present(
        {
            "action": facts.action,
            "object": clean(facts.object, OBJECT_LENGTH),
            "term": facts.term.hmac,
            "kinds": list(facts.term.kinds),
            "fields": list(facts.fields),
            "masked": facts.masked,
            "rows": facts.rows,
        }
    )


def _present(members: Mapping[str, object]) -> dict[str, object]:
    """Without the members that say nothing: None, empty texts, lists and objects. False and 0 say something."""
    return {name: value for name, value in members.items() if value is not None and value not in ("", [], {})}
