"""Messages as they stand on the wire, written by hand from RFC 4511."""

import io
import socket

import pytest

from apps.accounts.demo.messages import BadMessage, Bind, Code, Operation, Refused, Search, Unbind, read_message, result
from apps.accounts.demo.people import PEOPLE, demo_entries
from apps.accounts.demo.server import running
from apps.accounts.demo.tree import Equal, Every, Not, Present, Scope, Unsupported

_BIND = "300c020101 6007 020103 0400 8000"
_SASL = "3018020102 6013 020103 0400 a30c 040845585445524e414c 0400"
_SEARCH = (
    "303d020103 6338 0404 64633d78 0a0102 0a0100 020100 020100 010100"
    " a017 a308 0403756964 040161 8702636e a207 a505 040173 0400 3008 0403756964 04012b"
)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (_BIND, (1, Bind("", ""))),
        (_SASL, (2, Bind("", None))),
        (
            _SEARCH,
            (3, Search("dc=x", Scope.SUB, Every([Equal("uid", "a"), Present("cn"), Not(Unsupported())]), ["uid", "+"])),
        ),
        ("3005020104 4200", (4, Unbind())),
        ("300b020105 7706 8004312e3233", (5, Refused("extendedResp"))),
    ],
)
def test_a_request_is_read(sent: str, message: tuple[int, Operation]) -> None:
    assert read_message(io.BytesIO(bytes.fromhex(sent))) == message


def test_long_forms_of_the_length_are_read() -> None:
    assert read_message(io.BytesIO(bytes.fromhex(_BIND.replace("300c", "3084000000 0c")))) == (1, Bind("", ""))


def test_a_response_is_no_request() -> None:
    with pytest.raises(BadMessage):
        read_message(io.BytesIO(result(1, "bindResponse", Code.SUCCESS)))


def test_the_end_of_the_stream_is_no_message() -> None:
    assert read_message(io.BytesIO(b"")) is None


def test_sasl_is_refused() -> None:
    with running(demo_entries(PEOPLE, {})) as server, socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(bytes.fromhex(_SASL))
        answer = client.recv(100)
    assert answer == result(2, "bindResponse", Code.AUTH_METHOD_NOT_SUPPORTED)
