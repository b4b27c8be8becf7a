"""Searching the demo directory's entries: scopes and filters of RFC 4511, 4.5.1, over a list in memory. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from apps.accounts.demo.people import Entry


class Scope(IntEnum):
    BASE = 0
    ONE = 1
    SUB = 2


@dataclass(frozen=True, slots=True)
class Equal:
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Present:
    attribute: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Evaluates to Undefined and so matches nothing, not even under a Not (RFC 4511, 4.5.1.7)."""


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Filter"


@dataclass(frozen=True, slots=True)
class Every:
    parts: Sequence["Filter"]


@dataclass(frozen=True, slots=True)
class Some:
    parts: Sequence["Filter"]


Filter = Equal | Present | Unsupported | Not | Every | Some


def normal(text: str) -> str:
    """How values and names compare: case ignored, inner spaces as one, none around commas of a DN."""
    return re.sub(r"\s*,\s*", ",", re.sub(r"\s+", " ", text.strip())).casefold()


def find_entry(entries: Iterable[Entry], dn: str) -> Entry | None:
    return next((entry for entry in entries if normal(entry.dn) == normal(dn)), None)


def search(entries: Sequence[Entry], base: str, scope: Scope, wanted: Filter) -> Iterator[Entry]:
    return (entry for entry in entries if _in_scope(normal(entry.dn), normal(base), scope) and matches(entry, wanted))


def _in_scope(dn: str, base: str, scope: Scope) -> bool:
    if dn == base:
        return scope is not Scope.ONE
    below = dn.removesuffix("," + base) if base else dn
    if below == dn and base:
        return False
    return scope is Scope.SUB or (scope is Scope.ONE and "," not in below)


def matches(entry: Entry, wanted: Filter) -> bool:
    return _evaluate(entry, wanted) is True


def _evaluate(entry: Entry, wanted: Filter) -> bool | None:
    """True, False, or None for Undefined."""
    match wanted:
        case Equal(attribute, value):
            return normal(value) in map(normal, _values(entry, attribute))
        case Present(attribute):
            return bool(_values(entry, attribute))
        case Not(inner):
            inside = _evaluate(entry, inner)
            return None if inside is None else not inside
        case Every(parts):
            return _all({_evaluate(entry, part) for part in parts})
        case Some(parts):
            return _any({_evaluate(entry, part) for part in parts})
        case Unsupported():
            return None


def _all(results: set[bool | None]) -> bool | None:
    return False if False in results else None if None in results else True


def _any(results: set[bool | None]) -> bool | None:
    return True if True in results else None if None in results else False


def _values(entry: Entry, attribute: str) -> Sequence[str]:
    everything = {**entry.attributes, **entry.operational}
    return next((values for name, values in everything.items() if name.casefold() == attribute.casefold()), ())


def shown(entry: Entry, asked: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The attributes to send: nothing or `*` = all but operational ones, `+` = those, `1.1` = none (RFC 4511, 4.5.1.8)."""
    names = {name.casefold() for name in asked}
    ordinary, operational = not names or "*" in names, "+" in names
    return {
        **{name: values for name, values in entry.attributes.items() if ordinary or name.casefold() in names},
        **{name: values for name, values in entry.operational.items() if operational or name.casefold() in names},
    }
