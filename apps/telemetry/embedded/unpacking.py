"""Bodies as they come over HTTP: packed with gzip or not, never larger in memory than the cap."""

import zlib

PACKED_MAX = 16 * 1024 * 1024
UNPACKED_MAX = 64 * 1024 * 1024
_GZIP = 31  # zlib's window bits for a gzip header and trailer


class TooBig(Exception):
    """The body passes a cap; `str()` says which."""


class BadPacking(Exception):
    """The body is not what its Content-Encoding says."""


class UnknownPacking(Exception):
    """A Content-Encoding other than gzip and identity."""


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its packing. Raises TooBig, BadPacking, UnknownPacking; never unpacks more than 64 MiB and a block."""
    if len(body) > PACKED_MAX:
        raise TooBig(f"The body has more than {PACKED_MAX >> 20} MiB.")
    if encoding.strip().lower() in ("", "identity"):
        return body
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise UnknownPacking("Content-Encoding must be gzip or absent.")
    return _gunzipped(body)


def _gunzipped(body: bytes) -> bytes:
    parts: list[bytes] = []
    left = UNPACKED_MAX
    while body:
        member = zlib.decompressobj(_GZIP)
        try:
            part = member.decompress(body, left + 1)
        except zlib.error as error:
            raise BadPacking("The body is not gzip.") from error
        left -= len(part)
        if left < 0:
            raise TooBig(f"The body has more than {UNPACKED_MAX >> 20} MiB unpacked.")
        if not member.eof:
            raise BadPacking("The gzip body ends early.")
        parts.append(part)
        body = member.unused_data
    return b"".join(parts)
