from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.contract.backend import BACKENDS


@pytest.fixture(scope="session")
def source_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """By kind, the source that holds the world; opened once in a session, as nothing in the battery writes."""
    with ExitStack() as opened:
        sources: dict[str, Any] = {}

        def get(kind: str) -> Any:
            if kind not in sources:
                folder: Path = tmp_path_factory.mktemp(kind)
                sources[kind] = opened.enter_context(BACKENDS[kind].holding_the_world(folder))
            return sources[kind]

        yield get
