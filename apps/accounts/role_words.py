"""The demo people in words, for the sign-in page: (name, what they come for)."""

from apps.core.phrases import gettext_noop

DEMO_PEOPLE = (
    ("support", gettext_noop("answers customers and finds their orders")),
    ("engineer", gettext_noop("looks for the cause of a fault")),
    ("devops", gettext_noop("looks for the cause of a fault and keeps the portal running")),
    ("manager", gettext_noop("watches orders and months, without customers' data")),
    ("security", gettext_noop("sees who looked at what")),
    ("admin", gettext_noop("sees the configuration in force")),
)
