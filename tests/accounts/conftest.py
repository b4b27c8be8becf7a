"""Fixtures of the personas and the demo directory."""

from tests.personas import bearer as bearer
from tests.personas import client_of as client_of
from tests.personas import directory as directory
from tests.personas import token_of as token_of
from tests.personas import trail as trail
