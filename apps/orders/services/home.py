"""What each role sees first. Opening it is a lookup like any other, for order numbers and complaints stand on it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext

from apps.audit.selectors import recent_objects
from apps.audit.services import lookup
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.permissions import Permission
from apps.core.words import word
from apps.orders.board import Board, LooseComplaint, RecentOrder, SourceLine, StageLine, StuckGroup
from apps.orders.board_selectors import StageCount, StuckOrder, findings_age, late_count, list_stuck, loose_complaints, stage_counts
from apps.orders.models import Complaint
from apps.orders.page import Money
from apps.orders.sealing import open_bytes, open_contact
from apps.orders.search.hiding import masked_text
from apps.orders.selectors import codes_by_subject, load_paces
from apps.orders.stages import rank_of
from apps.telemetry.findings.titles import title

_COMPLAINTS = 6
_RECENT = 8
_EXCERPT = 160


def view_board(actor: Actor, sources: Sequence[SourceLine]) -> Board:
    """The board of somebody who looks at orders: what is stuck, which complaints wait, what they opened lately."""
    at = now()
    with lookup(actor, "home.viewed", "home") as handle:
        actor.require(Permission.COMPLAINTS_READ)
        stuck = list_stuck(at)
        loose = loose_complaints(at)
        board = Board(
            stuck_by_finding=_groups(stuck),
            stuck_total=len(stuck),
            complaints=[_complaint(complaint) for complaint in loose[:_COMPLAINTS]],
            complaints_total=loose.count(),
            recent=_recent(actor),
            cannot_see=cannot_see(sources),
            age=findings_age(),
            sources=sources,
        )
        handle.rows = len(stuck)
    return board


def view_manager_board(actor: Actor, sources: Sequence[SourceLine]) -> Board:
    """The manager's board: orders per stage now, what is stuck and at risk, no person."""
    at = now()
    with lookup(actor, "home.viewed", "home") as handle:
        actor.require(Permission.BUSINESS_READ)
        counts = stage_counts(at, load_paces())
        handle.rows = len(counts)
        return Board(
            stages=sorted(map(_stage_line, counts), key=lambda line: rank_of(line.stage, settings.CATALOGUE)),
            stuck_total=sum(count.stuck for count in counts),
            at_risk_total=sum(count.at_risk for count in counts),
            late_total=late_count(at),
            complaints_total=loose_complaints(at).count(),
            recent=_recent(actor),
            cannot_see=cannot_see(sources),
        )


def cannot_see(sources: Sequence[SourceLine]) -> list[str]:
    """One sentence for each source that does not answer as it should."""
    return [
        gettext("%(source)s does not answer as it should (%(status)s): what it holds is missing on every page.")
        % {"source": source.name, "status": word("status", source.status)}
        for source in sources
        if source.status not in ("ok", "not_configured")
    ]


def _groups(stuck: Sequence[StuckOrder]) -> list[StuckGroup]:
    """By the headline finding of each order; an order that has none yet stands under the stage it waits in."""
    codes = codes_by_subject([order.number for order in stuck])
    groups: dict[str, list[StuckOrder]] = defaultdict(list)
    for order in stuck:
        groups[next(iter(codes.get(order.number, ())), f"stuck_{order.stage}")].append(order)
    told = [StuckGroup(code, gettext(title(code)), len(orders), orders[0].since, orders[0].number) for code, orders in groups.items()]
    return sorted(told, key=lambda group: (-group.count, group.code))


def _complaint(complaint: Complaint) -> LooseComplaint:
    text = masked_text(open_bytes(complaint, "text", complaint.text).decode(), open_contact(complaint, complaint.contact))
    excerpt = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
    return LooseComplaint(str(complaint.id), excerpt, complaint.channel, complaint.received_at, complaint.candidates)


def _recent(actor: Actor) -> list[RecentOrder]:
    viewed = recent_objects(actor, "order.viewed", _RECENT)
    return [RecentOrder(viewed_object.removeprefix("order:"), at) for viewed_object, at in viewed]


def _stage_line(count: StageCount) -> StageLine:
    money = [Money(Decimal(str(amount)), currency) for currency, amount in count.amounts.items()]
    return StageLine(
        count.stage, word("stage", count.stage), count.count, count.stuck, count.at_risk, money[0] if len(money) == 1 else None
    )
