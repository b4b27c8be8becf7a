"""Keys of the API said in words, one table a family. An unknown key is shown as it is: a new value is better seen than hidden."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, object]

STAGES: Words = {
    "created": pgettext_lazy("stage", "Created"),
    "files_uploaded": pgettext_lazy("stage", "Files uploaded"),
    "priced": pgettext_lazy("stage", "Priced"),
    "confirmed": pgettext_lazy("stage", "Confirmed"),
    "paid": pgettext_lazy("stage", "Paid"),
    "in_production": pgettext_lazy("stage", "In production"),
    "completed": pgettext_lazy("stage", "Completed"),
    "shipped": pgettext_lazy("stage", "Shipped"),
    "delivered": pgettext_lazy("stage", "Delivered"),
    "cancelled": pgettext_lazy("stage", "Cancelled"),
}

# A whole sentence for each thing awaited: glued ones have no right case in Russian.
WAITING_ALLOWED: Words = {
    "files": _("Waiting for the files for %(time)s, allowed %(allowed)s"),
    "price": _("Waiting for a price for %(time)s, allowed %(allowed)s"),
    "confirmation": _("Waiting for confirmation for %(time)s, allowed %(allowed)s"),
    "payment": _("Waiting for payment for %(time)s, allowed %(allowed)s"),
    "operator": _("Waiting for an operator for %(time)s, allowed %(allowed)s"),
    "piece": _("Waiting for the finished piece for %(time)s, allowed %(allowed)s"),
    "handover": _("Waiting to be handed to delivery for %(time)s, allowed %(allowed)s"),
    "delivery": _("Waiting for delivery for %(time)s, allowed %(allowed)s"),
}
WAITING_UNTIL: Words = {
    "files": _("Waiting for the files for %(time)s, due by %(deadline)s"),
    "price": _("Waiting for a price for %(time)s, due by %(deadline)s"),
    "confirmation": _("Waiting for confirmation for %(time)s, due by %(deadline)s"),
    "payment": _("Waiting for payment for %(time)s, due by %(deadline)s"),
    "operator": _("Waiting for an operator for %(time)s, due by %(deadline)s"),
    "piece": _("Waiting for the finished piece for %(time)s, due by %(deadline)s"),
    "handover": _("Waiting to be handed to delivery for %(time)s, due by %(deadline)s"),
    "delivery": _("Waiting for delivery for %(time)s, due by %(deadline)s"),
}
WAITING_SHORT: Words = {
    "files": _("waiting for the files, %(time)s"),
    "price": _("waiting for a price, %(time)s"),
    "confirmation": _("waiting for confirmation, %(time)s"),
    "payment": _("waiting for payment, %(time)s"),
    "operator": _("waiting for an operator, %(time)s"),
    "piece": _("waiting for the piece, %(time)s"),
    "handover": _("waiting for handover, %(time)s"),
    "delivery": _("waiting for delivery, %(time)s"),
}
WAITS_FOR: Words = {
    "files": pgettext_lazy("waits for", "the files"),
    "price": pgettext_lazy("waits for", "a price"),
    "confirmation": pgettext_lazy("waits for", "confirmation"),
    "payment": pgettext_lazy("waits for", "payment"),
    "operator": pgettext_lazy("waits for", "an operator"),
    "piece": pgettext_lazy("waits for", "the finished piece"),
    "handover": pgettext_lazy("waits for", "handing to delivery"),
    "delivery": pgettext_lazy("waits for", "delivery"),
}
WHO: Words = {
    "customer": _("the customer must act"),
    "company": _("we must act"),
    "carrier": _("the carrier must act"),
}
CONFIDENCE: Words = {
    "high": pgettext_lazy("confidence", "certain"),
    "medium": pgettext_lazy("confidence", "likely"),
    "low": pgettext_lazy("confidence", "a guess"),
}
CHANNELS: Words = {
    "shop": pgettext_lazy("channel", "shop"),
    "partner": pgettext_lazy("channel", "partner"),
    "chat": pgettext_lazy("channel", "chat"),
    "email": pgettext_lazy("channel", "e-mail"),
    "phone": pgettext_lazy("channel", "phone"),
    "form": pgettext_lazy("channel", "form"),
    "messenger": pgettext_lazy("channel", "messenger"),
    "social": pgettext_lazy("channel", "social network"),
}
STATUSES: Words = {
    "ok": pgettext_lazy("status", "answers"),
    "empty": pgettext_lazy("status", "nothing found"),
    "partial": pgettext_lazy("status", "part of it"),
    "truncated": pgettext_lazy("status", "cut"),
    "sampled": pgettext_lazy("status", "sampled"),
    "timeout": pgettext_lazy("status", "too slow"),
    "failed": pgettext_lazy("status", "failed"),
    "open": pgettext_lazy("status", "not asked after failures"),
    "not_configured": pgettext_lazy("status", "off"),
    "arriving": pgettext_lazy("status", "still arriving"),
    "degraded": pgettext_lazy("status", "answers in part"),
    "down": pgettext_lazy("status", "does not answer"),
    "slow": pgettext_lazy("status", "slow"),
    "unknown": pgettext_lazy("status", "unknown"),
    "planned": pgettext_lazy("status", "planned"),
    "started": pgettext_lazy("status", "started"),
    "finished": pgettext_lazy("status", "finished"),
}
KINDS: Words = {
    "span": pgettext_lazy("kind", "span"),
    "log": pgettext_lazy("kind", "log"),
    "queue": pgettext_lazy("kind", "queue"),
    "metric": pgettext_lazy("kind", "metric"),
    "stage": pgettext_lazy("kind", "stage"),
    "deployment": pgettext_lazy("kind", "release"),
    "operation": pgettext_lazy("kind", "operation"),
    "alert": pgettext_lazy("kind", "alert"),
    "incident": pgettext_lazy("kind", "incident"),
    "complaint": pgettext_lazy("kind", "complaint"),
    "message": pgettext_lazy("kind", "message"),
    "business": pgettext_lazy("kind", "people"),
    "idle": pgettext_lazy("kind", "nothing happened"),
    "order_number": pgettext_lazy("kind", "number"),
    "order_numbers": pgettext_lazy("kind", "number"),
    "phone": pgettext_lazy("kind", "phone"),
    "phones": pgettext_lazy("kind", "phone"),
    "email": pgettext_lazy("kind", "e-mail"),
    "emails": pgettext_lazy("kind", "e-mail"),
    "name": pgettext_lazy("kind", "name"),
    "names": pgettext_lazy("kind", "name"),
    "street": pgettext_lazy("kind", "street"),
    "streets": pgettext_lazy("kind", "street"),
    "reference": pgettext_lazy("kind", "partner's reference"),
    "references": pgettext_lazy("kind", "partner's reference"),
    "trace_id": pgettext_lazy("kind", "trace"),
    "trace_ids": pgettext_lazy("kind", "trace"),
    "item": pgettext_lazy("kind", "item"),
    "items": pgettext_lazy("kind", "item"),
    "city": pgettext_lazy("kind", "city"),
    "cities": pgettext_lazy("kind", "city"),
    "amount": pgettext_lazy("kind", "amount"),
    "amounts": pgettext_lazy("kind", "amount"),
    "date": pgettext_lazy("kind", "date"),
    "dates": pgettext_lazy("kind", "date"),
    "words": pgettext_lazy("kind", "words"),
}
ROLES: Words = {
    "support": pgettext_lazy("role", "support"),
    "engineer": pgettext_lazy("role", "engineer"),
    "devops": pgettext_lazy("role", "devops"),
    "manager": pgettext_lazy("role", "manager"),
    "security": pgettext_lazy("role", "security officer"),
    "admin": pgettext_lazy("role", "administrator"),
}
COMPLAINT_STATES: Words = {
    "open": pgettext_lazy("complaint", "open"),
    "new": pgettext_lazy("complaint", "new"),
    "attached": pgettext_lazy("complaint", "attached to the order"),
    "answered": pgettext_lazy("complaint", "answered"),
    "closed": pgettext_lazy("complaint", "closed"),
}
AUDIT: Words = {
    "granted": pgettext_lazy("audit", "granted"),
    "denied": pgettext_lazy("audit", "denied"),
    "error": pgettext_lazy("audit", "error"),
    "attempt": pgettext_lazy("audit", "attempt"),
    "outcome": pgettext_lazy("audit", "outcome"),
}
MATCHES: Words = {
    "exact": _("by an exact value"),
    "part": _("by a part of a number"),
    "typo": _("by a value with one typo"),
    "words": _("by words"),
}
PRIORITIES: Words = {"normal": pgettext_lazy("priority", "normal"), "high": pgettext_lazy("priority", "high")}
SIGNALS: Words = {
    "traces": pgettext_lazy("signal", "traces"),
    "logs": pgettext_lazy("signal", "logs"),
    "metrics": pgettext_lazy("signal", "metrics"),
    "events": pgettext_lazy("signal", "events"),
}
MEASURES: Words = {
    "ms": pgettext_lazy("measure", "ms"),
    "s": pgettext_lazy("measure", "s"),
    "1/s": pgettext_lazy("measure", "1/s"),
}
ORIGINS: Words = {
    "default": pgettext_lazy("origin", "built in"),
    "environment": pgettext_lazy("origin", "environment"),
    "file": pgettext_lazy("origin", "file"),
}
FAMILIES: Mapping[str, Words] = {
    "stage": STAGES,
    "waits_for": WAITS_FOR,
    "who": WHO,
    "confidence": CONFIDENCE,
    "channel": CHANNELS,
    "status": STATUSES,
    "kind": KINDS,
    "role": ROLES,
    "complaint": COMPLAINT_STATES,
    "audit": AUDIT,
    "match": MATCHES,
    "priority": PRIORITIES,
    "signal": SIGNALS,
    "origin": ORIGINS,
    "measure": MEASURES,
}

# dot: whole; square: part of it; diamond: broken; ring: off; nothing is said by colour alone (look.md).
SHAPES: Mapping[str, str] = {
    "ok": "dot",
    "empty": "dot",
    "finished": "dot",
    "granted": "dot",
    "failed": "diamond",
    "timeout": "diamond",
    "open": "diamond",
    "down": "diamond",
    "denied": "diamond",
    "error": "diamond",
    "not_configured": "ring",
    "unknown": "ring",
    "planned": "ring",
}


def word(family: str, key: str | None) -> str:
    """The reader's word for `key`; "" for None, the key itself when it has no word."""
    return "" if key is None else str(FAMILIES[family].get(key, key))
