"""What a telemetry backend can answer other than data. `gather` turns each into a `Gap`."""


class SourceError(Exception):
    """A backend did not give what was asked. `reason` is one sentence for the strip of sources."""

    status = "failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unavailable(SourceError):
    """No connection, a 5xx, or a broken answer in transit: asking again later may help."""


class TimedOut(Unavailable):
    """The deadline passed before the answer was whole."""

    status = "timeout"


class BreakerOpen(Unavailable):
    """Not asked: the source failed several times in a row and rests."""

    status = "open"


class Rejected(SourceError):
    """The backend understood and refused (4xx): asking again is useless."""


class Unauthorized(SourceError):
    """The backend refused the portal's own credential."""


class Malformed(SourceError):
    """The answer is not of the backend's documented form."""


class TooLarge(SourceError):
    """The answer passed the byte cap and was cut off."""


class Unsupported(SourceError):
    """The source cannot do this kind of query; an empty answer would be a lie."""

    status = "not_configured"
