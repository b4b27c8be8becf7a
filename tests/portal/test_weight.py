"""What the order page makes a browser load: script and style of at most 60 kB compressed."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
MOST_BYTES = 60_000
_LINKED = re.compile(r'(?:<script[^>]* src|<link rel="stylesheet" href)="/static/([^"]+)"')
_IMPORTED = re.compile(r'^import [^"]*"(\.[^"]+)";', re.MULTILINE)


def found(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path)


def with_imports(path: Path, seen: set[Path]) -> Iterator[Path]:
    """The file and, for a module, all that it imports."""
    if path in seen:
        return
    seen.add(path)
    yield path
    for name in _IMPORTED.findall(path.read_text(encoding="utf-8")) if path.suffix == ".js" else ():
        yield from with_imports((path.parent / name).resolve(), seen)


def test_script_and_style_of_the_order_page_stay_light(client_of: Callable[[str], Client], order: str) -> None:
    html = client_of("engineer").get(f"/orders/{order}/").content.decode()
    seen: set[Path] = set()
    loaded = [path for name in _LINKED.findall(html) for path in with_imports(found(name), seen)]
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in loaded}
    assert {"order.js", "geometry.js", "draw-rows.js", "tokens.css", "timeline.css"} <= weights.keys()
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_the_order_page_loads_only_what_it_uses(client_of: Callable[[str], Client], order: str) -> None:
    """htmx is a third of the allowance; nothing is swapped on this page."""
    html = client_of("engineer").get(f"/orders/{order}/").content.decode()
    assert "htmx.min.js" not in html
