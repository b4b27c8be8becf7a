"""The API of the running portal, with a token for every persona and for each set of scopes that a test needs."""

import json

import pytest

from tests.live.asking import Api
from tests.running import Portal

TOKENS = (
    *("support", "engineer", "devops", "manager", "security", "admin", "collector"),
    *(
        "engineer orders:read",
        "engineer telemetry:read",
        "engineer orders:read telemetry:read",
        "engineer audit:read",
        "engineer sources:read",
    ),
    *("collector events:write", "collector telemetry:write"),
)
_MAKE = """
import json
from apps.accounts.models import User
from apps.accounts.services.tokens import create_token
names = {names!r}
words = {{name: name.split() for name in names}}
print(json.dumps({{name: create_token(User.objects.get(username=user), scopes=scopes, days=1) for name, (user, *scopes) in words.items()}}))
"""


@pytest.fixture(scope="session")
def api(portal: Portal) -> Api:
    """Tokens are made in one process: the command, which is tested by itself, takes a second for each."""
    made = portal.manage("shell", "--no-imports", "-c", _MAKE.format(names=TOKENS))
    return Api(portal.url, json.loads(made))
