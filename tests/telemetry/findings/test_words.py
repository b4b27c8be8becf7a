"""Every sentence of the findings exists in Russian, with the same parameters and without plural traps."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
FINDINGS = ROOT / "apps/telemetry/findings"
CATALOGUE = ROOT / "apps/telemetry/locale/ru/LC_MESSAGES/django.po"
MSGIDS = sorted({message for _, _, message, _, _ in extract_from_dir(str(FINDINGS), keywords={"_": None, "gettext_noop": None})})


def parameters(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", sentence))


@pytest.fixture(scope="module")
def russian() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="ru")}


@pytest.mark.parametrize("msgid", MSGIDS)
def test_a_sentence_is_written_in_russian(msgid: str, russian: dict[str, str]) -> None:
    assert russian.get(msgid), msgid
    assert parameters(russian[msgid]) == parameters(msgid)
    assert russian[msgid] != msgid


@pytest.mark.parametrize("msgid", MSGIDS)
def test_no_word_is_counted_by_a_number(msgid: str) -> None:
    assert not re.search(r"%\((attempts|calls)\)s \w", msgid)


def test_sentences_were_found() -> None:
    assert len(MSGIDS) > 50
