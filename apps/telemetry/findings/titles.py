"""The short form of a finding for lists and filters, by its code."""

from collections.abc import Mapping

from apps.core.phrases import gettext_noop as _
from apps.telemetry.findings import bad_release, create_failed, dead_letter, never_consumed, pricing_timeout, slow_database, stuck

TITLES: Mapping[str, str] = {
    create_failed.CODE: _("Order never registered"),
    bad_release.CODE: _("Broken by a new version"),
    pricing_timeout.CODE: _("Price never calculated"),
    dead_letter.CODE: _("Message set aside"),
    never_consumed.CODE: _("Message never taken"),
    slow_database.CODE: _("Slow database"),
    "stuck_created": _("No model files yet"),
    "stuck_files_uploaded": _("Price is late"),
    "stuck_priced": _("Not confirmed in time"),
    "stuck_confirmed": _("Not paid yet"),
    "stuck_paid": _("Not taken into work"),
    "stuck_in_production": _("Production is late"),
    "stuck_completed": _("Not handed to delivery"),
    "stuck_shipped": _("Delivery is late"),
}
_STUCK = _("Stuck in a stage")


def title(code: str) -> str:
    """The msgid of a code's title. A stage that only the catalogue knows gets a general one; a code of a later version stays as it is."""
    return TITLES.get(code) or (_STUCK if code.startswith(stuck.PREFIX) else code)
