"""Sealed values (AES-256-GCM) and keyed blind indexes (HMAC-SHA-256). security.md, "Encrypted at rest".

A sealed value is `key id (1 byte) | nonce (12 bytes) | ciphertext and tag`. The additional data binds it to its place
(`table|pk|field`), so that a value moved to another row or column does not open.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The value was altered, moved, or sealed with a key that is not in the ring."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id (1..255). `current` seals; all open. Subkeys for other purposes are derived, never stored."""

    keys: Mapping[int, bytes]
    current: int

    def seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, plain, place.encode())
        return bytes([self.current]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raise SealBroken if `sealed` was not made by `seal` for this very place."""
        if len(sealed) <= _NONCE_BYTES or sealed[0] not in self.keys:
            raise SealBroken(f"No key opens the value at {place}.")
        try:
            return AESGCM(self.keys[sealed[0]]).decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], place.encode())
        except InvalidTag as error:
            raise SealBroken(f"The value at {place} was altered or moved.") from error

    def seal_text(self, plain: str, place: str) -> bytes:
        return self.seal(plain.encode(), place)

    def open_text(self, sealed: bytes, place: str) -> str:
        return self.open(bytes(sealed), place).decode()

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, from the oldest key, so that it survives the rotation of sealing keys."""
        return hmac.new(self.keys[min(self.keys)], f"loupe/{purpose}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """A keyed hash of a normalised value: equal values meet, nothing else can be learnt without the key."""

    key: bytes

    def of(self, kind: str, value: str) -> bytes:
        """16 bytes for (kind, value); `value` must be normalised already."""
        return hmac.new(self.key, f"{kind}\x00{value}".encode(), hashlib.sha256).digest()[:16]
