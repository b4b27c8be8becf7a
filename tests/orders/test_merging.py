from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.orders.events import STAGES, OrderEvent, parse_event
from apps.orders.merging import Fact, OrderState, apply_events, merge_facts, pack_stamps, unpack_stamps
from tests.orders.samples import CATALOGUE, NOW, START, hours, order_event


def events(*values: dict[str, Any]) -> list[OrderEvent]:
    parsed = [parse_event(value, NOW, CATALOGUE.order_pattern) for value in values]
    assert all(isinstance(event, OrderEvent) for event in parsed), parsed
    return [event for event in parsed if isinstance(event, OrderEvent)]


def merged(*values: dict[str, Any]) -> OrderState:
    state = OrderState()
    apply_events(state, events(*values))
    return state


def test_a_later_fact_replaces_an_earlier_one_field_by_field() -> None:
    state = merged(
        order_event("updated", START + hours(2), channel="partner"),
        order_event("created", START, channel="shop", priority="normal"),
        order_event("updated", START + hours(1), channel="shop", priority="high"),
    )
    assert (state.facts["channel"].value, state.facts["priority"].value) == ("partner", "high")


def test_at_equal_times_source_and_then_id_decide() -> None:
    state = merged(
        order_event("updated", id="2", source="/a", priority="a2"),
        order_event("updated", id="1", source="/b", priority="b1"),
        order_event("updated", id="3", source="/a", priority="a3"),
    )
    assert state.facts["priority"].value == "b1"


def test_a_stage_keeps_its_first_entry_and_who_did_it() -> None:
    state = merged(
        order_event("paid", START + hours(1), service="crm-api", operator="Б"),
        order_event("paid", START, service="shop-api", operator="А"),
        order_event("paid", START + hours(2), service="mes-api"),
    )
    assert (state.stages["paid"].at, state.stages["paid"].service, state.stages["paid"].operator) == (START, "shop-api", "А")
    assert state.first_at == START


def test_an_operation_starts_at_its_first_start_and_ends_at_its_first_end() -> None:
    def casting(status: str, after: float, **more: str) -> dict[str, Any]:
        return order_event("operation", START + hours(after), operation={"name": "casting", "status": status, **more})

    state = merged(
        casting("started", 2), casting("failed", 3), casting("planned", 0, operator="Анна"), casting("started", 4), casting("finished", 5)
    )
    operation = state.operations["casting"]
    assert operation.status.value == "finished"
    assert operation.operator is not None and operation.operator.value == "Анна"
    assert (operation.started_at, operation.finished_at) == (START + hours(2), START + hours(3))


def test_a_contact_without_an_id_belongs_to_the_order_alone() -> None:
    state = merged(
        order_event("created", customer={"id": "c-1", "name": "Анна"}),
        order_event("updated", START + hours(1), customer={"phone": "1234567"}),
    )
    assert state.facts["customer"].value == "c-1"
    assert {name: fact.value for name, fact in state.contact.items()} == {"phone": "1234567"}


def test_merging_tells_whether_it_changed_anything() -> None:
    facts = {"name": Fact("Анна", (5, "/a", "1"))}
    assert not merge_facts(facts, {"name": "Яна"}, (4, "/a", "2"))
    assert merge_facts(facts, {"name": "Яна"}, (6, "/a", "3"))
    assert facts == {"name": Fact("Яна", (6, "/a", "3"))}


_STAMPS = st.tuples(st.integers(0, 3), st.sampled_from(["/a", "/b"]), st.sampled_from(["1", "2"]))


@given(st.dictionaries(st.text(max_size=5), _STAMPS, max_size=8))
def test_stamps_are_stored_without_loss(stamps: dict[str, tuple[int, str, str]]) -> None:
    assert unpack_stamps(pack_stamps(stamps)) == stamps
    assert pack_stamps(dict(reversed(stamps.items()))) == pack_stamps(stamps)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events of one order with few distinct times and values, so that ties and conflicts are common; ids are distinct."""
    kinds = st.sampled_from([*STAGES, "updated", "operation"])
    history = []
    for place in range(draw(st.integers(1, 9))):
        kind = draw(kinds)
        data: dict[str, Any] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "channel": st.sampled_from(["shop", "partner"]),
                    "priority": st.sampled_from(["normal", "high"]),
                    "partner": st.fixed_dictionaries(
                        {}, optional={"name": st.sampled_from(["А", "Б"]), "reference": st.sampled_from(["1", "2"])}
                    ),
                    "customer": st.fixed_dictionaries(
                        {},
                        optional={
                            "id": st.sampled_from(["c-1", "c-2"]),
                            "name": st.sampled_from(["Анна", "Яна"]),
                            "phone": st.just("+79161234117"),
                        },
                    ),
                    "items": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["Кольцо", "Серьги"])}), max_size=2),
                    "total": st.fixed_dictionaries({"amount": st.sampled_from(["1", "2"]), "currency": st.just("RUB")}),
                    "operator": st.sampled_from(["О1", "О2"]),
                },
            )
        )
        if kind == "operation" or draw(st.booleans()):
            data["operation"] = {
                "name": draw(st.sampled_from(["wax", "casting"])),
                "status": draw(st.sampled_from(["planned", "started", "finished", "failed"])),
                "operator": draw(st.sampled_from([None, "М1", "М2"])),
            }
        at = START + timedelta(minutes=draw(st.integers(0, 3)))
        history.append(order_event(kind, at, id=str(place), source=draw(st.sampled_from(["/a", "/b"])), **data))
    return history


@given(histories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_arrival_in_any_batches_gives_the_same_state(history: list[dict[str, Any]], chance: Any, size: int) -> None:
    shuffled = history.copy()
    chance.shuffle(shuffled)
    state = OrderState()
    for start in range(0, len(shuffled), size):
        apply_events(state, events(*shuffled[start : start + size]))
    assert state == merged(*history)
