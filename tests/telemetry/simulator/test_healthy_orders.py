"""Orders that no fault struck keep the limits of product.md: only a customer who does not act makes them wait longer."""

from itertools import pairwise

import pytest

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.life import Life
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE
from tests.telemetry.simulator.worlds import lives

# stage -> (allowed, in working hours, who is awaited)
LIMITS = {
    "created": (24 * HOUR, False, "customer"),
    "files_uploaded": (45 * MINUTE, False, "company"),
    "priced": (4 * HOUR, True, "company"),
    "confirmed": (72 * HOUR, False, "customer"),
    "paid": (30 * MINUTE, True, "company"),
    "in_production": (7 * DAY, False, "company"),
    "completed": (24 * HOUR, True, "company"),
    "shipped": (7 * DAY, False, "carrier"),
}
STAGES = (*LIMITS, "delivered", "cancelled")
SEEDS = (11, 12, 13)


def healthy(seed: int) -> list[Life]:
    return [life for life in lives(seed, days_after=10) if not life.harms]


def stages_of(life: Life) -> list[tuple[str, int]]:
    return [(happening.kind, happening.at_ns) for happening in life.happenings if happening.kind in STAGES]


def worked(from_ns: int, to_ns: int) -> int:
    """Working time between two instants, by a way of its own: day by day."""
    total = 0
    for day in range(moscow.day_of(from_ns), moscow.day_of(to_ns) + 1):
        if (day + 3) % 7 < 5:
            opens_ns = moscow.midnight(day) + 9 * HOUR
            total += max(0, min(to_ns, opens_ns + 9 * HOUR) - max(from_ns, opens_ns))
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_at_the_company_is_slower_than_allowed(seed: int) -> None:
    for life in healthy(seed):
        for (stage, entered_ns), (then, left_ns) in pairwise(stages_of(life)):
            allowed_ns, by_office, waits_on = LIMITS[stage]
            took_ns = worked(entered_ns, left_ns) if by_office else left_ns - entered_ns
            late_by_customer = waits_on == "customer" and then == "cancelled"
            assert took_ns <= allowed_ns or late_by_customer, (life.number, stage, took_ns / HOUR)


@pytest.mark.parametrize("seed", SEEDS)
def test_stages_come_in_their_order_and_one_by_one(seed: int) -> None:
    for life in lives(seed):
        names = [name for name, _ in stages_of(life)]
        expected = list(STAGES[: len(names)])
        if names[-1] == "cancelled":
            expected[-1] = "cancelled"
        assert names == expected, life.number
        times = [at_ns for _, at_ns in stages_of(life)]
        assert times == sorted(set(times)), life.number


def test_what_people_do_they_do_in_working_hours() -> None:
    by_people = {"confirm", "take", "operation_started", "operation_finished", "complete", "ship", "resend"}
    for life in lives():
        for moment in life.moments:
            assert moment.name not in by_people or moment.failure or moscow.is_working(moment.at_ns), (life.number, moment)


def test_few_healthy_orders_are_late() -> None:
    delivered = [(life, stages_of(life)[-1]) for seed in SEEDS for life in healthy(seed) if stages_of(life)[-1][0] == "delivered"]
    late = 0
    for life, (_, at_ns) in delivered:
        promises = [happening.promised_ns for happening in life.happenings if happening.promised_ns]
        late += at_ns > (promises[-1] if promises else life.promised_ns)
    assert 0 < late < 0.05 * len(delivered), (late, len(delivered))


def test_some_orders_are_cancelled() -> None:
    everybody = [life for seed in SEEDS for life in lives(seed)]
    cancelled = sum(stages_of(life)[-1][0] == "cancelled" for life in everybody)
    assert 0.02 * len(everybody) < cancelled < 0.12 * len(everybody)


def test_numbers_follow_the_time_of_creation() -> None:
    created = [(life.created_ns, int(life.number.removeprefix("AL-"))) for life in lives()]
    assert [number for _, number in sorted(created)] == list(range(100_001, 100_421))


def test_life_ends_within_the_lookback() -> None:
    for seed in SEEDS:
        for life in lives(seed):
            assert life.ends_ns - life.created_ns < 75 * DAY - 2 * DAY
            happened = [happening.at_ns for happening in life.happenings] + [complaint.at_ns for complaint in life.complaints]
            assert life.created_ns <= min(happened)
            assert max(happened) < life.ends_ns


def test_customers_return_and_partners_have_references() -> None:
    everybody = [life for seed in SEEDS for life in lives(seed)]
    assert len({(life.customer.id, life.customer.phone) for life in lives()}) < 0.85 * len(lives())
    partners = [life for life in everybody if life.channel == "partner"]
    assert 0.1 * len(everybody) < len(partners) < 0.35 * len(everybody)
    assert all(life.reference and life.reference[-4:].isdigit() for life in partners)
    assert {life.priority for life in partners} == {"normal", "high"}
    assert all(not life.reference for life in everybody if life.channel == "shop")
