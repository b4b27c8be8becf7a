"""The mark of a sentence that is translated later, for modules that may not import Django.

`makemessages` finds the calls by their name; the edge that knows the reader's language translates the msgid and formats
the parameters of `apps.telemetry.datamodel.Phrase` by their names' endings (`_ns` a duration, `_at` an instant).
"""


def gettext_noop(msgid: str) -> str:
    """The msgid unchanged: only a mark for the extraction of messages."""
    return msgid
