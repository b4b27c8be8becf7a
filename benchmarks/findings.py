"""How right the findings are, against the truth of simulated companies: `findings.py [--seeds A,B] [--orders N] [--json] [--misses]`.

The whole way: simulator, embedded store, gathering, stitching, rules. The unit is (order or customer, code). `recall` and
`precision` are per fault, `first_service` the share of found faults whose service is the one to blame, `false_alarms` the share
of orders without any fault that got one. `stuck_<stage>` is a fact of the history, not a cause, and is counted aside.
"""
# ruff: noqa: E402  (settings read the environment when Django is set up)

import argparse
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = tempfile.TemporaryDirectory(prefix="loupe-findings-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "LOUPE_DATA_DIR": DATA.name, "LOUPE_DEMO": "1", "LOUPE_CATALOGUE": ""}

import django

django.setup()

from django.conf import settings
from django.test import override_settings

from apps.core import clock
from apps.core.catalogue import Catalogue
from apps.orders.subjects import correlation_of, customer_correlation, milestones_of
from apps.telemetry.answers import Finding
from apps.telemetry.api import Subject, timeline_of
from apps.telemetry.datamodel import Mark
from apps.telemetry.embedded.store import Store
from apps.telemetry.simulator.plan import DAY, MINUTE, Plan
from apps.telemetry.simulator.world import World
from apps.telemetry.timeline import Timeline

CODES = ("never_consumed", "dead_letter", "pricing_timeout", "create_failed", "slow_database", "bad_release")
END_NS = clock.to_ns(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
TRACED_NS, LIVED_NS, STEP_NS = 60 * DAY, 100 * DAY, 5 * MINUTE
BATCH = 20_000
SIGNALS = frozenset({"traces", "logs", "metrics"})
Faults = dict[str, set[str]]  # code -> the services to blame


@dataclass(frozen=True)
class Entry:
    stage: str
    entered_at: datetime
    service: str


@dataclass
class Told:
    """What the events told of one order: as much as its milestones need."""

    channel: str = "shop"
    priority: str = "normal"
    entries: list[Entry] = field(default_factory=list)
    trace_ids: list[str] = field(default_factory=list)


@dataclass
class Score:
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    right_service: int = 0
    healthy: int = 0
    alarmed: int = 0
    stuck: Counter[str] = field(default_factory=Counter)
    wrong_service: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    confidence: Counter[tuple[str, str]] = field(default_factory=Counter)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="101,102")
    parser.add_argument("--orders", type=int, default=1_500)
    parser.add_argument("--healthy", type=int, default=400, help="healthy orders a seed")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="print each miss and each false alarm")
    parser.add_argument("--without", choices=sorted(SIGNALS), help="as if this signal had no source")
    options = parser.parse_args()
    score = Score()
    for seed in options.seeds.split(","):
        measure(int(seed), options, score)
    report(score, as_json=options.json)


def measure(seed: int, options: argparse.Namespace, score: Score) -> None:
    world = World(Plan(seed, options.orders, END_NS - LIVED_NS, END_NS, END_NS - TRACED_NS))
    path = Path(DATA.name) / f"telemetry-{seed}.sqlite3"
    fill(path, world)
    told, marks = history(world)
    truth: dict[tuple[str, str], Faults] = {}
    for fault in world.truth(END_NS - TRACED_NS, END_NS):
        truth.setdefault((fault.subject_kind, fault.subject), {}).setdefault(fault.code, set()).add(fault.service)
    with override_settings(TELEMETRY_STORE=path, CATALOGUE=patient()):
        signals = SIGNALS - {options.without}
        for (kind, name), faults in truth.items():
            subject = Subject(customer_correlation(name)) if kind == "customer" else order(name, told[name], marks)
            judge(score, name, seen(subject, signals), faults, show=options.misses)
        for name in some_healthy(told, {name for _, name in truth}, options.healthy, seed):
            judge(score, name, seen(order(name, told[name], marks), signals), {}, show=options.misses)


def seen(subject: Subject, signals: frozenset[str]) -> Timeline:
    return timeline_of(subject, now_ns=END_NS, signals=signals)


def patient() -> Catalogue:
    """The catalogue with time enough for a busy machine; being another object, it makes the registry open the settings' file anew."""
    sources = tuple(replace(source, timeout_s=60.0) for source in settings.CATALOGUE.sources)
    return replace(settings.CATALOGUE, gather_deadline_s=60.0, sources=sources)


def fill(path: Path, world: World) -> None:
    keys = (*settings.CATALOGUE.correlation_keys, *settings.CATALOGUE.customer_keys)
    store = Store(path, settings.KEY_RING, keys)
    for drawn in world.telemetry(END_NS - TRACED_NS, END_NS):
        for at in range(0, len(drawn.spans), BATCH):
            store.add_spans(drawn.spans[at : at + BATCH])
        for at in range(0, len(drawn.logs), BATCH):
            store.add_logs(drawn.logs[at : at + BATCH])
    store.add_metrics(list(world.metrics(END_NS - TRACED_NS, END_NS, STEP_NS)))
    store.close()


def history(world: World) -> tuple[dict[str, Told], list[Mark]]:
    told: dict[str, Told] = {}
    marks: list[Mark] = []
    stages = {rule.key for rule in settings.CATALOGUE.stages}
    for event in world.events(END_NS - LIVED_NS, END_NS):
        kind, data = str(event["type"]).rsplit(".", 1)[1], event["data"]
        at = datetime.fromisoformat(str(event["time"]))
        if kind == "deployment":
            title = f"{data['service']} {data['version']}"
            marks.append(Mark(clock.to_ns(at), "deployment", title, f"deployment-{len(marks)}", service=str(data["service"])))
        elif "number" in data and str(event["type"]).startswith("com.alexandrite.order"):
            note(told.setdefault(str(data["number"]), Told()), kind, at, data, stages)
    return told, marks


def note(life: Told, kind: str, at: datetime, data: dict[str, object], stages: set[str]) -> None:
    life.channel = str(data.get("channel") or life.channel)
    life.priority = str(data.get("priority") or life.priority)
    if data.get("trace_id"):
        life.trace_ids.append(str(data["trace_id"]))
    if kind in stages and kind not in {entry.stage for entry in life.entries}:
        life.entries.append(Entry(kind, at, str(data.get("service", ""))))


def order(number: str, told: Told, marks: Sequence[Mark]) -> Subject:
    milestones = milestones_of(told, told.entries)
    first_ns = milestones[0].at_ns - DAY
    own = [Mark(milestone.at_ns, "stage", milestone.name, milestone.name) for milestone in milestones]
    near = [mark for mark in marks if mark.time_ns >= first_ns]
    trace_ids = tuple(dict.fromkeys(told.trace_ids))[:50]
    return Subject(correlation_of(number), milestones, (*own, *near), trace_ids)


def some_healthy(told: dict[str, Told], struck: set[str], wanted: int, seed: int) -> Iterable[str]:
    """Orders that lived where telemetry was kept, from their first stage on."""
    since = clock.from_ns(END_NS - TRACED_NS)
    names = [name for name, order in told.items() if name not in struck and order.entries and order.entries[0].entered_at >= since]
    return random.Random(seed).sample(names, min(wanted, len(names)))


def judge(score: Score, name: str, timeline: Timeline, faults: Faults, *, show: bool) -> None:
    findings = {finding.code: finding for finding in timeline.findings}
    causes = {code: finding for code, finding in findings.items() if code in CODES}
    score.stuck.update(f"{code} ({finding.severity})" for code, finding in findings.items() if code not in CODES)
    score.healthy += not faults
    score.alarmed += not faults and bool(causes)
    for code, services in faults.items():
        score.found[code] += code in causes
        score.missed[code] += code not in causes
        if code in causes:
            right_service(score, code, services, causes[code])
        elif show:
            print(f"missed {code} of {name}: {[(f.code, f.severity) for f in findings.values()]}")
    for code in causes.keys() - faults.keys():
        score.false[code] += 1
        if show:
            story = causes[code].story
            print(f"false {code} of {name} (truth {list(faults)}): {story.msgid % story.params}")


def right_service(score: Score, code: str, services: set[str], finding: Finding) -> None:
    """An order may have met the same fault twice, at two services: either is right."""
    score.right_service += finding.service in services
    score.confidence[code, finding.confidence] += 1
    if finding.service not in services:
        score.wrong_service[code, " ".join(services), finding.service] += 1


def report(score: Score, *, as_json: bool) -> None:
    print(f"{'fault':<18}{'recall':>8}{'precision':>11}{'n':>6}")
    faults = {code: line(score, code) for code in CODES}
    for code, values in faults.items():
        print(f"{code:<18}{values['recall']:>8.3f}{values['precision']:>11.3f}{values['n']:>6}")
    first = score.right_service / max(1, sum(score.found.values()))
    alarms = score.alarmed / max(1, score.healthy)
    print(f"first_service {first:.3f} >=0.97 {'ok' if first >= 0.97 else 'SHORT'} {dict(score.wrong_service) or ''}")
    print(f"false_alarms {alarms:.4f} <=0.005 {'ok' if alarms <= 0.005 else 'SHORT'} (of {score.healthy} healthy orders)")
    print(f"confidence {dict(sorted(score.confidence.items()))}")
    print(f"stages overdue without a cause {dict(score.stuck)}")
    if as_json:
        print(json.dumps({"faults": faults, "first_service": first, "false_alarms": alarms}))


def line(score: Score, code: str) -> dict[str, float]:
    found, missed, false = score.found[code], score.missed[code], score.false[code]
    return {"recall": found / max(1, found + missed), "precision": found / max(1, found + false), "n": found + missed}


if __name__ == "__main__":
    main()
