"""The container of docs/geometry.md: length of the header, the header as JSON, columns on 8-byte bounds."""

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

TYPES = {"u8": np.uint8, "i8": np.int8, "u16": np.uint16, "u32": np.uint32, "i32": np.int32, "f64": np.float64}

_NAMES = {np.dtype(kind): name for name, kind in TYPES.items()}
_encode = msgspec.json.Encoder().encode


def pack(header: Mapping[str, object], columns: Mapping[str, NDArray[np.generic]]) -> bytes:
    """`header` gets its member `columns` here. Column types other than TYPES are a KeyError: the browser knows no more."""
    described = []
    body = bytearray()
    for name, column in columns.items():
        described.append({"name": name, "type": _NAMES[column.dtype], "offset": len(body), "length": len(column)})
        body += column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
        body += b"\0" * (-len(body) % 8)
    head = _encode({**header, "columns": described})
    head += b" " * (-(4 + len(head)) % 8)
    return len(head).to_bytes(4, "little") + head + bytes(body)
