"""Why a row is in the answer, as a sentence in the reader's language."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext, pgettext_lazy

from apps.orders.search.evidence import IDENTIFYING, Clue, matched_by
from apps.orders.search.pieces import AMOUNT, CITY, DATE, EMAIL, ITEM, NAME, ORDER_NUMBER, PHONE, REFERENCE, STREET, TRACE_ID, WORD
from apps.orders.search.query import EXACT, PART, TYPO

_KINDS: Mapping[str, object] = {
    ORDER_NUMBER: pgettext_lazy("same", "number"),
    PHONE: pgettext_lazy("same", "phone"),
    EMAIL: pgettext_lazy("same", "e-mail"),
    NAME: pgettext_lazy("same", "name"),
    STREET: pgettext_lazy("same", "street"),
    REFERENCE: pgettext_lazy("same", "partner's reference"),
    TRACE_ID: pgettext_lazy("same", "trace"),
    ITEM: pgettext_lazy("same", "item"),
    AMOUNT: pgettext_lazy("same", "amount"),
    DATE: pgettext_lazy("same", "date"),
    CITY: pgettext_lazy("same", "city"),
    WORD: pgettext_lazy("same", "words of the text"),
}


def why(clues: Collection[Clue], *, same_customer: bool) -> str:
    """`same_customer`: a row above is of the same person, and nothing but the person speaks for this one."""
    if same_customer and not {clue.kind for clue in clues} - {PHONE, EMAIL, NAME, STREET, CITY}:
        return gettext("Another order of the same customer.")
    identifying = [clue for clue in clues if clue.kind in IDENTIFYING]
    best = max(identifying, key=lambda clue: clue.weight, default=None)
    if best is not None and best.kind == ORDER_NUMBER:
        return _why_number(best)
    kinds = ", ".join(str(_KINDS[kind]) for kind in matched_by(clues))
    if best is not None and best.how == TYPO:
        return gettext("Same but for one character: %(kinds)s.") % {"kinds": kinds}
    if best is not None and best.how == PART:
        return gettext("Same in part: %(kinds)s.") % {"kinds": kinds}
    return gettext("Same: %(kinds)s.") % {"kinds": kinds}


def _why_number(clue: Clue) -> str:
    if clue.how == EXACT:
        return gettext("The text names this number.")
    if clue.how == TYPO:
        return gettext("The number in the text differs by one character.")
    return gettext("The number begins or ends like the one in the text.")
