"""Small failures that programs get over by themselves: a retry, a redelivery, one slow query. They are nobody's fault.

They stand in healthy orders on purpose: an error in a trace does not yet mean that something is wrong with the order.
"""

from random import Random

from apps.telemetry.simulator.life import Failure

_REDELIVERED, _RETRIED, _SLOW_READ = 0.012, 0.03, 0.015

_DROPPED = (
    Failure(
        "psycopg.OperationalError",
        "server closed the connection unexpectedly",
        ("messaging/consumer.py, line 64, in dispatch", "psycopg/connection.py, line 744, in connect"),
    ),
    Failure(
        "ConnectionResetError",
        "[Errno 104] Connection reset by peer",
        ("messaging/consumer.py, line 64, in dispatch", "urllib3/connectionpool.py, line 787, in urlopen"),
    ),
)


def of_consumer(random: Random) -> Failure | None:
    """The failure of the first delivery of a message, or, mostly, None."""
    return random.choice(_DROPPED) if random.random() < _REDELIVERED else None


def of_call(random: Random) -> int | None:
    """The HTTP status of a first try at a call to somebody else's service that the second one makes good, or None."""
    return random.choice((502, 503, 503, 504)) if random.random() < _RETRIED else None


def of_read(random: Random) -> int:
    """By how many nanoseconds a read of a customer's page is late: one in many by more than a second."""
    return random.randrange(1_050_000_000, 1_900_000_000) if random.random() < _SLOW_READ else 0
