"""From the bytes of a request or of a line to events, one by one: what is wrong with one element never spoils its neighbours.

A body that is no JSON, or neither object nor array, is refused whole (`NotJson`). An element that is JSON but that no
parser should follow (nested too deep) is handed on as bytes with the reason.
"""

import json
import re
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from apps.core.canonical import MAX_DEPTH
from apps.core.errors import InvalidInput, TooLarge

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_LONGEST_EXACT = 400
MAX_EVENTS = 50_000
TOO_DEEP = f"The event is nested deeper than {MAX_DEPTH} levels."


class NotJson(InvalidInput):
    """The whole body is refused; `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__("The body could not be read.", errors={"": [reason]})


class TooManyEvents(TooLarge):
    """More events than one body may hold."""


@dataclass(frozen=True, slots=True)
class Received:
    """One element of a body: its bytes, and the value they decode to unless `problem` says why they were not decoded."""

    raw: bytes
    value: object = None
    problem: str = ""


def read_body(body: bytes) -> list[Received]:
    """The events of a body: the elements of an array, or one object. Raises NotJson and TooManyEvents."""
    start = body.lstrip(b" \t\r\n")[:1]
    if start == b"[":
        elements = _elements(body)
        if len(elements) > MAX_EVENTS:
            raise TooManyEvents(f"The body holds {len(elements)} events; {MAX_EVENTS} fit into one.")
        return [_received(raw) for raw in elements]
    if start != b"{":
        raise NotJson("The body is neither a JSON object nor an array." if start else "The body is empty.")
    return [_received(body)]


def _refuse(sentence: str) -> NoReturn:
    raise NotJson(sentence)


def _elements(body: bytes) -> list[bytes]:
    try:
        return [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except RecursionError:
        return _split(body)
    except msgspec.DecodeError:
        _decode_leniently(body)
        return _split(body)


def _received(raw: bytes) -> Received:
    try:
        return Received(raw, msgspec.json.decode(raw))
    except RecursionError:
        return Received(raw, problem=TOO_DEEP)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Received(raw, _decode_leniently(raw))


def _decode_leniently(raw: bytes) -> object:
    """JSON as RFC 8259 lets it be written: half surrogate pairs and numbers past a double too. parse_event says what is wrong with them."""
    try:
        return json.loads(raw, parse_int=_integer, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotJson("The body is not JSON.") from error


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_EXACT else float(digits)


def _split(body: bytes) -> list[bytes]:
    """The elements of a top-level array, found by counting brackets outside texts: works at any depth."""
    depth, start, elements = 0, 0, []
    for token in _TOKEN.finditer(body):
        sign = token.group()
        if sign in b"[{":
            depth += 1
            start = token.end() if depth == 1 else start
        elif sign in b"]}":
            depth -= 1
        if (sign == b"," and depth == 1) or (sign == b"]" and depth == 0):
            elements.append(body[start : token.start()].strip())
            start = token.end()
    if depth or body[start:].strip():
        _refuse("The body is not JSON.")
    return elements
