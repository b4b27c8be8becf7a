import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.entry import EntryFacts, Term, clean, entry_bytes
from apps.core.actor import Actor

_ACTOR = Actor(
    name="support",
    user_id="5b1c",
    directory_id="6d2f",
    roles=frozenset(["support", "devops"]),
    login_method="directory",
    session_hash="ab12",
    address="192.0.2.7",
    agent="Firefox",
    request_id="request-1",
)
_FACTS = EntryFacts(
    entry="e1",
    phase="attempt",
    time=datetime(2026, 11, 24, 9, 30, 0, 7, tzinfo=UTC),
    actor=_ACTOR,
    action="order.searched",
    object="orders",
    version="0.1.0",
    reason="customer call",
    term=Term("c0ffee", ["phone"]),
)


def test_an_attempt_says_who_when_where_what_and_why() -> None:
    assert json.loads(entry_bytes(_FACTS)) == {
        "v": 1,
        "entry": "e1",
        "phase": "attempt",
        "time": "2026-11-24T09:30:00.000007Z",
        "who": {
            "name": "support",
            "user_id": "5b1c",
            "directory_id": "6d2f",
            "roles": ["devops", "support"],
            "service": False,
            "method": "directory",
            "session": "ab12",
        },
        "where": {"address": "192.0.2.7", "agent": "Firefox", "version": "0.1.0"},
        "what": {"action": "order.searched", "object": "orders", "term": "c0ffee", "kinds": ["phone"]},
        "why": "customer call",
        "request_id": "request-1",
    }


def test_an_outcome_adds_the_attempt_the_result_the_rows_and_the_fields() -> None:
    facts = replace(_FACTS, phase="outcome", attempt="e0", result="granted", rows=0, fields=["phone"], masked=False)
    told = json.loads(entry_bytes(facts))
    assert (told["attempt"], told["result"]) == ("e0", "granted")
    assert told["what"] | {"rows": 0, "fields": ["phone"], "masked": False} == told["what"]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert entry_bytes(_FACTS) == entry_bytes(replace(_FACTS))


@pytest.mark.parametrize(
    ("text", "length", "cleaned"),
    [("order:AL-1", 99, "order:AL-1"), ("a\x00b", 99, "a\ufffdb"), ("a\ud800", 99, "a?"), ("Ольга", 3, "Оль"), ("", 5, "")],
)
def test_texts_are_cleaned_so_that_they_can_be_stored(text: str, length: int, cleaned: str) -> None:
    assert clean(text, length) == cleaned


_ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=50)


@given(name=_ANY_TEXT, agent=_ANY_TEXT, subject=_ANY_TEXT, reason=_ANY_TEXT)
def test_whatever_comes_from_outside_an_entry_can_be_written(name: str, agent: str, subject: str, reason: str) -> None:
    facts = replace(_FACTS, actor=replace(_ACTOR, name=name, agent=agent), object=subject, reason=reason)
    assert json.loads(entry_bytes(facts))["entry"] == "e1"
