import time

import pytest

from apps.telemetry.breaker import Breaker
from apps.telemetry.errors import BreakerOpen, Unavailable


def test_while_a_trial_is_under_way_no_other_call_is_admitted() -> None:
    breaker = Breaker(failures=1, rest_s=0.2)
    breaker.note(Unavailable("gone"))
    time.sleep(0.25)
    breaker.admit()
    with pytest.raises(BreakerOpen) as refused:
        breaker.admit()
    assert "failed 1 times" in refused.value.reason


def test_a_late_success_closes_the_breaker() -> None:
    breaker = Breaker(failures=1, rest_s=60.0)
    breaker.note(Unavailable("gone"))
    breaker.note(None)
    breaker.admit()
