"""Bytes at rest: compressed, then sealed, bound to their row. security.md, "Encrypted at rest"."""

import hashlib
import threading

import zstandard

from apps.core.crypto import KeyRing, SealBroken
from apps.telemetry.errors import Malformed

_UNPACKED_MAX = 256 * 1024 * 1024
_local = threading.local()


class Blobs:
    """Packs and unpacks blobs with one key ring; makes the keyed digest that tells a repeated batch."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._digest_key = ring.subkey("telemetry-digest")

    def digest(self, content: bytes) -> bytes:
        return hashlib.blake2b(content, digest_size=16, key=self._digest_key).digest()

    def pack(self, content: bytes, table: str, digest: bytes) -> bytes:
        return self._ring.seal(_compressor().compress(content), f"{table}|{digest.hex()}|payload")

    def unpack(self, sealed: bytes, table: str, digest: bytes) -> bytes:
        """Raise Malformed for a blob that was altered, moved, or sealed with a key that is no longer there."""
        try:
            return _decompressor().decompress(self._ring.open(sealed, f"{table}|{digest.hex()}|payload"), max_output_size=_UNPACKED_MAX)
        except SealBroken as error:
            raise Malformed(f"A stored blob of {table} does not open: it was altered, or its key is gone.") from error


def _compressor() -> zstandard.ZstdCompressor:
    """One a thread: the contexts are not safe to share and dear to make."""
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=1)
    made: zstandard.ZstdCompressor = _local.compressor
    return made


def _decompressor() -> zstandard.ZstdDecompressor:
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    made: zstandard.ZstdDecompressor = _local.decompressor
    return made
