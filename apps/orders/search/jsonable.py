"""A page of search as JSON values, and its description (api.md, `POST orders/search/`)."""

from collections.abc import Mapping

from django.conf import settings

from apps.orders.jsonable import row_json
from apps.orders.schemas import BOOLEAN, INTEGER, NANOSECONDS, PROBLEMS, ROW_KEYS, STRING, Schema, listing, maybe, record
from apps.orders.search.pieces import KINDS, Piece, Understood
from apps.orders.search.query import DEFAULT_LIMIT, EXACT, MAX_LIMIT, PART, TYPO, WORDS, Attempt, SearchPage

# The keys of `understood`, by kind of piece.
PLURALS: Mapping[str, str] = {kind: {"city": "cities", "words": "words"}.get(kind, f"{kind}s") for kind in KINDS}

_STAGES = [rule.key for rule in settings.CATALOGUE.stages]
_FLAG: Schema = {"type": "boolean", "nullable": True}
_TEXT: Schema = {"type": "string", "nullable": True, "pattern": r"^[^\u0000]*$"}
_INSTANT_OR_DAY: Schema = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}],
    "nullable": True,
    "description": "RFC 3339, or a date: its midnight in the portal's zone",
}
REQUEST: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "text": {**_TEXT, "description": "64 KiB of UTF-8 at most"},
        "filters": {
            "type": "object",
            "nullable": True,
            "additionalProperties": False,
            "properties": {
                "stage": {"type": "array", "nullable": True, "items": {"type": "string", "enum": _STAGES}},
                "created_from": _INSTANT_OR_DAY,
                "created_to": _INSTANT_OR_DAY,
                **dict.fromkeys(("stuck", "at_risk", "late", "has_complaint"), _FLAG),
                **{name: {**_TEXT, "maxLength": 200} for name in ("channel", "partner", "finding")},
            },
        },
        "limit": {"type": "integer", "nullable": True, "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "cursor": {**_TEXT, "maxLength": 500},
    },
}
_ROW = record(ROW_KEYS, {"customer": maybe(record({"name": maybe(STRING), "city": maybe(STRING)})), "findings": listing(STRING)})
_PIECE = record({"text": STRING, "from": INTEGER, "to": INTEGER, "value": STRING})
_ATTEMPT = record({"customer_id": STRING, "time_ns": NANOSECONDS, "trace_id": maybe(STRING), "finding": STRING})
RESPONSE = record(
    {
        "results": listing(_ROW),
        "next": maybe(STRING),
        "understood": record({key: listing(_PIECE) for key in PLURALS.values()}),
        "certain": BOOLEAN,
        "answered_by": {"type": "string", "nullable": True, "enum": [EXACT, PART, TYPO, WORDS, None]},
        "attempts": listing(_ATTEMPT),
    }
)
_PROBLEM_JSON = "application/problem+json"
REFUSALS = {**PROBLEMS, **{(status, _PROBLEM_JSON): PROBLEMS[(400, _PROBLEM_JSON)] for status in (411, 413, 415)}}


def page_json(page: SearchPage) -> dict[str, object]:
    return {
        "results": [row_json(row) for row in page.rows],
        "next": page.next,
        "understood": understood_json(page.understood),
        "certain": page.certain,
        "answered_by": page.answered_by,
        "attempts": [_attempt(attempt) for attempt in page.attempts],
    }


def understood_json(understood: Understood) -> dict[str, list[dict[str, object]]]:
    """Offsets are code points of the text as it was sent, `to` exclusive."""
    return {key: [_piece(piece) for piece in understood.of(kind)] for kind, key in PLURALS.items()}


def _piece(piece: Piece) -> dict[str, object]:
    return {"text": piece.text, "from": piece.start, "to": piece.end, "value": piece.value}


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "customer_id": attempt.customer_id,
        "time_ns": str(attempt.time_ns),
        "trace_id": attempt.trace_id,
        "finding": attempt.finding,
    }
