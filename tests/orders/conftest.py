"""Fixtures of the personas."""

from tests.personas import client_of as client_of
from tests.personas import token_of as token_of
