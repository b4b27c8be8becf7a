"""Bodies that hold far more messages than their size suggests.

An empty span takes two bytes on the wire and a hundred and eighty when decoded: 64 MiB of them would take five gigabytes.
So records are counted before anything is decoded, by walking protobuf's wire format down to them
(protobuf.dev, "Encoding"), in JSON by counting braces. Whether a body is well formed is left to the decoder.
"""

from collections.abc import Sequence

from apps.telemetry.embedded.unpacking import TooBig

RECORDS_MAX = 500_000
BRACES_MAX = 4_000_000
_SMALL = 2 * 1024 * 1024

# Field numbers that lead from the request to its records: resource, scope, record; for metrics on through the kind of data to points.
_PATHS: dict[str, Sequence[tuple[int, ...]]] = {
    "traces": ((1,), (2,), (2,)),
    "logs": ((1,), (2,), (2,)),
    "metrics": ((1,), (2,), (2,), (5, 7, 9, 10, 11), (1,)),
}
_FIXED = {1: 8, 5: 4}
_LENGTH = 2


def refuse_crowded(body: bytes, signal: str, media_type: str) -> None:
    """Raise TooBig for more than 500,000 records, resources and scopes together, or four million JSON objects."""
    if len(body) < _SMALL:
        return
    if media_type.endswith("json"):
        crowded = body.count(b"{") > BRACES_MAX
    else:
        crowded = messages_in(body, _PATHS.get(signal, ()), RECORDS_MAX) > RECORDS_MAX
    if crowded:
        raise TooBig("The body has more records than one request may hold.")


def messages_in(body: bytes, path: Sequence[tuple[int, ...]], limit: int) -> int:
    """How many messages stand on `path`; stops soon after `limit`, and at whatever is not well formed."""
    count = 0
    parts = [(0, len(body), 0)]
    while parts and count <= limit:
        place, end, level = parts.pop()
        while place < end and count <= limit:
            tag, place = _varint(body, place)
            length, place = _content(body, place, tag & 7)
            if place + length > end:
                return count
            if tag & 7 == _LENGTH and tag >> 3 in path[level]:
                count += 1
                if level + 1 < len(path):
                    parts.append((place, place + length, level + 1))
            place += length
    return count


def _content(body: bytes, place: int, wire_type: int) -> tuple[int, int]:
    """(length, start) of a field's content."""
    if wire_type == _LENGTH:
        return _varint(body, place)
    if wire_type == 0:
        return 0, _varint(body, place)[1]
    return _FIXED.get(wire_type, len(body)), place


def _varint(body: bytes, place: int) -> tuple[int, int]:
    """(value, what follows); beyond the body's end a value that no length can meet."""
    value = 0
    for offset, byte in enumerate(body[place : place + 10]):
        value |= (byte & 0x7F) << 7 * offset
        if byte < 0x80:
            return value, place + offset + 1
    return len(body) + 1 << 3 | _LENGTH, len(body)
