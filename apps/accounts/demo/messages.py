"""LDAP v3 messages on the wire (RFC 4511) for the demo directory: BER in, small values out, and back. pyasn1 does the BER."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pyasn1_modules import rfc2251

from apps.accounts.demo.tree import Equal, Every, Filter, Not, Present, Scope, Some, Unsupported

# A request of this directory's only client is a few hundred bytes; whoever sends more is cut off.
MAX_MESSAGE_BYTES = 64 * 1024


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Code(IntEnum):
    """Result codes of RFC 4511, 4.1.9, as far as used."""

    SUCCESS = 0
    PROTOCOL_ERROR = 2
    AUTH_METHOD_NOT_SUPPORTED = 7
    NO_SUCH_OBJECT = 32
    INVALID_CREDENTIALS = 49
    INSUFFICIENT_ACCESS = 50
    UNWILLING = 53


class BadMessage(Exception):
    """Not an LDAP message, or too long: the connection ends."""


@dataclass(frozen=True, slots=True)
class Bind:
    dn: str
    password: str | None  # None: SASL


@dataclass(frozen=True, slots=True)
class Search:
    base: str
    scope: Scope
    filter: Filter
    attributes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unbind:
    pass


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that this directory does not have; `answer` is the name of its response."""

    answer: str


Operation = Bind | Search | Unbind | Refused
# delRequest and abandonRequest are missing: pyasn1's schemas of them are wrong, so they end the connection, which refuses them as well.
_ANSWERS = {
    "modifyRequest": "modifyResponse",
    "addRequest": "addResponse",
    "modDNRequest": "modDNResponse",
    "compareRequest": "compareResponse",
    "extendedReq": "extendedResp",
}


def read_message(stream: Stream) -> tuple[int, Operation] | None:
    """The next message's id and operation; None at the end of the stream. Raise BadMessage."""
    head = stream.read(2)
    if not head:
        return None
    if len(head) < 2 or head[0] != 0x30:
        raise BadMessage("not a sequence")
    return _parse(head + _rest(stream, head[1]))


def _rest(stream: Stream, first: int) -> bytes:
    """The remaining length octets, if any, and the contents (X.690, 8.1.3)."""
    extra = stream.read(first & 0x7F) if first & 0x80 else b""
    size = int.from_bytes(extra) if first & 0x80 else first
    if len(extra) > 4 or size > MAX_MESSAGE_BYTES:
        raise BadMessage("too long")
    contents = stream.read(size)
    if len(contents) < size:
        raise BadMessage("cut short")
    return extra + contents


def _parse(packed: bytes) -> tuple[int, Operation]:
    try:
        message, _ = decoder.decode(packed, asn1Spec=rfc2251.LDAPMessage())
        choice = message["protocolOp"]
        return int(message["messageID"]), _operation(choice.getName(), choice.getComponent())
    except (PyAsn1Error, UnicodeDecodeError, ValueError) as error:
        raise BadMessage("not a message of LDAP v3") from error


def _text(value: Any) -> str:
    return bytes(value).decode()


def _operation(name: str, body: Any) -> Operation:
    if name == "bindRequest":
        way = body["authentication"]
        return Bind(_text(body["name"]), _text(way.getComponent()) if way.getName() == "simple" else None)
    if name == "searchRequest":
        attributes = [_text(attribute) for attribute in body["attributes"]]
        return Search(_text(body["baseObject"]), Scope(int(body["scope"])), _filter(body["filter"]), attributes)
    if name == "unbindRequest":
        return Unbind()
    if name not in _ANSWERS:
        raise BadMessage(f"{name} is no request")
    return Refused(_ANSWERS[name])


def _filter(choice: Any) -> Filter:
    readers: Mapping[str, Callable[[Any], Filter]] = {
        "and": lambda parts: Every([_filter(part) for part in parts]),
        "or": lambda parts: Some([_filter(part) for part in parts]),
        "not": lambda part: Not(_filter(part)),
        "equalityMatch": lambda pair: Equal(_text(pair["attributeDesc"]), _text(pair["assertionValue"])),
        "present": lambda attribute: Present(_text(attribute)),
    }
    read = readers.get(choice.getName())
    return Unsupported() if read is None else read(choice.getComponent())


def result(message_id: int, answer: str, code: Code, words: str = "") -> bytes:
    """A response such as `bindResponse` that carries a result and nothing else."""
    message = _message(message_id)
    body = message["protocolOp"].setComponentByName(answer)[answer]
    body["resultCode"], body["matchedDN"], body["errorMessage"] = int(code), "", words
    return _encoded(message)


def found(message_id: int, dn: str, attributes: Mapping[str, Sequence[str]]) -> bytes:
    """One SearchResultEntry."""
    message = _message(message_id)
    body = message["protocolOp"].setComponentByName("searchResEntry")["searchResEntry"]
    body["objectName"] = dn.encode()
    for position, (name, values) in enumerate(attributes.items()):
        pair = body["attributes"].getComponentByPosition(position)
        pair["type"] = name
        for index, value in enumerate(values):
            pair["vals"].setComponentByPosition(index, value.encode())
    return _encoded(message)


def _message(message_id: int) -> Any:
    message = rfc2251.LDAPMessage()
    message["messageID"] = message_id
    return message


def _encoded(message: Any) -> bytes:
    packed: bytes = encoder.encode(message)
    return packed
