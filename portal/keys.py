"""Where secrets come from: the environment or a file in production, made on first start under the data folder in a demo."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from apps.core.crypto import KEY_BYTES, KeyRing


def parse_ring(text: str) -> KeyRing:
    """`id:base64[,id:base64…]`; the last one seals. Raises ValueError with what is wrong."""
    keys: dict[int, bytes] = {}
    current = 0
    for part in text.split(","):
        number, _, encoded = part.strip().partition(":")
        if not number.isdigit() or not 1 <= int(number) <= 255:
            raise ValueError(f"has the key id {number!r}, which is not a number from 1 to 255")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"has a key {number} that is not base64") from error
        if len(key) != KEY_BYTES:
            raise ValueError(f"has a key {number} of {len(key)} bytes instead of {KEY_BYTES}")
        current = int(number)
        keys[current] = key
    return KeyRing(keys, current)


def _write_once(path: Path, text: str) -> None:
    """Create the file for its owner only, whole or not at all; keep it if another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def made_once(path: Path, text: str) -> str:
    """The text in `path`, which is created with `text` if it is not there."""
    if not path.exists():
        _write_once(path, text)
    return path.read_text(encoding="utf-8").strip()


def new_ring_text() -> str:
    return "1:" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
