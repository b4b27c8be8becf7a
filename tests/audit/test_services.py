import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import lookup, record_attempt, record_event, record_outcome
from apps.audit.terms import hmac_of
from apps.core.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from apps.core.permissions import Permission
from tests.personas import Trail, actor_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SUPPORT = actor_for("support", request_id="request-1")


def test_a_lookup_leaves_an_attempt_before_and_an_outcome_after(trail: Trail) -> None:
    with lookup(SUPPORT, "order.viewed", "order:AL-100001", reason="customer call", term_hmac="c0ffee", kinds=["phone"]) as handle:
        (attempt,) = trail.entries()
        handle.rows, handle.fields, handle.masked = 1, ["phone"], True
    attempt, outcome = trail.entries()
    assert (attempt.phase, attempt.result, attempt.attempt, attempt.reason) == ("attempt", "", None, "customer call")
    assert (outcome.phase, outcome.result, outcome.attempt) == ("outcome", "granted", attempt.entry)
    told = json.loads(bytes(outcome.body))
    assert told["what"] == {"action": "order.viewed", "object": "order:AL-100001", "rows": 1, "fields": ["phone"], "masked": True}
    assert json.loads(bytes(attempt.body))["what"]["term"] == "c0ffee"


def test_the_columns_are_copies_of_the_bytes(trail: Trail) -> None:
    record_event(SUPPORT, "access.refused", "route:audit:entries", "denied", reason="audit.read_own")
    for entry in trail.entries():
        told = json.loads(bytes(entry.body))
        assert told["entry"] == entry.entry
        assert (told["who"]["name"], " ".join(told["who"]["roles"])) == (entry.actor, entry.roles)
        assert (told["phase"], told.get("result", ""), told.get("why", "")) == (entry.phase, entry.result, entry.reason)
        assert (told["request_id"], told["where"]["address"]) == (entry.request_id, entry.address)
        assert told["time"] == entry.time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_salts_are_32_bytes_and_never_twice_the_same(trail: Trail) -> None:
    record_event(SUPPORT, "order.viewed", "order:AL-1", "granted")
    salts = [bytes(entry.salt) for entry in trail.entries()]
    assert [len(salt) for salt in salts] == [32, 32]
    assert len(set(salts)) == 2


def _refuse() -> None:
    SUPPORT.require(Permission.AUDIT_READ_ALL)


def _miss() -> None:
    raise NotFound("There is no such order.")


def _misread() -> None:
    raise InvalidInput("The cursor is not one of ours.")


def _break() -> None:
    raise ZeroDivisionError


def _leave() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("block", "raised", "result", "reason"),
    [
        (_refuse, NotAllowed, "denied", "audit.read_all"),
        (_miss, NotFound, "error", "not_found"),
        (_misread, InvalidInput, "error", "invalid_input"),
        (_break, ZeroDivisionError, "error", "failed"),
        (_leave, KeyboardInterrupt, "error", "failed"),
    ],
)
def test_whatever_the_block_raises_there_is_one_outcome(
    trail: Trail, block: Callable[[], None], raised: type[BaseException], result: str, reason: str
) -> None:
    with pytest.raises(raised), lookup(SUPPORT, "order.viewed", "order:AL-100001"):
        block()
    assert [(entry.phase, entry.result, entry.reason) for entry in trail.entries()] == [("attempt", "", ""), ("outcome", result, reason)]


def test_a_refusal_inside_a_lookup_is_marked_as_recorded() -> None:
    with pytest.raises(NotAllowed) as caught, lookup(SUPPORT, "audit.viewed", "entries:"):
        _refuse()
    assert caught.value.recorded


def test_an_attempt_cannot_have_two_outcomes(trail: Trail) -> None:
    ref = record_attempt(SUPPORT, "order.viewed", "order:AL-1")
    with pytest.raises(Unavailable), transaction.atomic(using="audit"):
        record_outcome(ref, "granted")
        record_outcome(ref, "denied")


def test_equal_terms_are_recognised_and_kinds_are_kept_apart() -> None:
    assert hmac_of("phone", "79161234567") == hmac_of("phone", "79161234567")
    assert len({hmac_of("phone", "79161234567"), hmac_of("words", "79161234567"), hmac_of("phone", "79161234568")}) == 3
    assert "7916" not in hmac_of("phone", "79161234567")


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
class TestCommitted:
    def test_an_attempt_survives_the_rollback_of_its_caller(self, trail: Trail) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            User.objects.create(username="half-done")
            with lookup(SUPPORT, "order.viewed", "order:AL-100001"):
                _break()
        assert not User.objects.filter(username="half-done").exists()
        assert [entry.phase for entry in trail.entries()] == ["attempt", "outcome"]

    def test_without_an_attempt_nothing_else_runs(self, unwritable_record: Callable[[], AbstractContextManager[None]]) -> None:
        asked = []
        with unwritable_record(), pytest.raises(Unavailable) as caught, lookup(SUPPORT, "order.viewed", "order:AL-100001"):
            asked.append("the telemetry")
        assert asked == []
        assert caught.value.status == 503
        assert caught.value.retry_after_s

    @pytest.mark.parametrize("block", [lambda: None, _miss, _break])
    def test_without_an_outcome_the_answer_is_503(
        self, block: Callable[[], None], unwritable_record: Callable[[], AbstractContextManager[None]]
    ) -> None:
        def work() -> None:
            with lookup(SUPPORT, "order.viewed", "order:AL-100001"):
                away.__enter__()
                block()

        away = unwritable_record()
        try:
            with pytest.raises(Unavailable):
                work()
        finally:
            away.__exit__(None, None, None)
