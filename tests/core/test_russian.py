"""Nothing of the interface is left in English: templates, words of the core, and what pages say when they refuse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from apps.core.errors import PortalError

ROOT = Path(__file__).parents[2]
CATALOGUES = (ROOT / "locale", *(ROOT / "apps").glob("*/locale"))
_CALL = re.compile(r"\b(n?p?gettext|_)\((?=u?['\"])")
_STRING = re.compile(r"""\s*(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))\s*,?""", re.DOTALL)
# Addresses that only programs call answer in English (docs/front-end.md).
_FOR_PROGRAMS = frozenset(
    ("authentication.py", "tokens.py", "gates.py", "events_api.py", "api_errors.py", "bodies.py", "otlp.py", "health.py", "sign_in.py")
)


def of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for call in _CALL.finditer(code):
            strings, at = [], call.end()
            while found := _STRING.match(code, at):
                strings.append(str(ast.literal_eval(found[1])))
                at = found.end()
            yield strings[1 if "p" in call[1] else 0].replace("\n", ""), path.name


def of_python() -> Iterator[tuple[str, str]]:
    keywords = {**dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy")), "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for folder in ("apps/core", "apps/orders/templatetags"):
        for name, _, message, _, _ in extract_from_dir(str(ROOT / folder), keywords=keywords | {"pgettext_lazy": ((1, "c"), 2)}):
            yield (message if isinstance(message, str) else message[0]), name


def of_refusals() -> Iterator[tuple[str, str]]:
    """First arguments of PortalErrors, where they are whole sentences; their titles."""
    family: list[type[PortalError]] = [PortalError, *PortalError.__subclasses__()]
    kinds = {kind.__name__: kind for kind in family}
    yield from ((kind.title, "errors.py") for kind in kinds.values())
    for path in (path for folder in ("apps", "portal") for path in sorted((ROOT / folder).rglob("*.py"))):
        if path.name in _FOR_PROGRAMS or "embedded" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args):
                continue
            if isinstance(said := node.args[0], ast.Constant):
                yield str(said.value), path.name


SENTENCES = sorted({*of_templates(), *of_python(), *of_refusals()})


@pytest.fixture(scope="module")
def russian() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for catalogue in CATALOGUES:
        with (catalogue / "ru/LC_MESSAGES/django.po").open("rb") as file:
            for message in read_po(file, locale="ru"):
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                found[message.id[0] if isinstance(message.id, tuple) else str(message.id)] = tuple(map(str, forms))
    return found


def parameters(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def test_what_a_page_says_is_written_in_russian(russian: dict[str, tuple[str, ...]]) -> None:
    assert len(SENTENCES) > 400
    assert [(sentence, where) for sentence, where in SENTENCES if not all(russian.get(sentence, ("",)))] == []


def test_russian_keeps_the_parameters(russian: dict[str, tuple[str, ...]]) -> None:
    lost = [sentence for sentence, _ in SENTENCES if any(parameters(form) != parameters(sentence) for form in russian.get(sentence, ()))]
    assert lost == []
