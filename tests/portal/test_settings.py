"""Wrong settings stop the start with a sentence: the setting, what is wrong, an example."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.env import Option, as_flag, as_number, read
from portal.keys import made_once, new_ring_text, parse_ring
from portal.options import OPTIONS
from portal.reference import configuration_page

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "LOUPE_KEY=" + new_ring_text()
WORKING = {"LOUPE_SECRET_KEY": "x" * 60, "LOUPE_KEY": new_ring_text(), "LOUPE_LDAP_URL": "ldaps://ldap.example.com",
           "LOUPE_LDAP_PEOPLE_BASE": "ou=people,dc=example", "LOUPE_LDAP_GROUPS_BASE": "ou=groups,dc=example"}  # fmt: skip


def start(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOUPE_") and name not in ("DATABASE_URL", "PORT")}
    environment = {**kept, "LOUPE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings", **given}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


WRONG = {
    "PORT": ("eighty", "PORT is 'eighty', which is not a whole number from 1 to 65535"),
    "DATABASE_URL": ("mysql://x", "DATABASE_URL must begin with one of postgres://"),
    "LOUPE_KEY": ("1:abc", "LOUPE_KEY has a key 1"),
    "LOUPE_ZONE": ("Mars/Olympus", "LOUPE_ZONE is 'Mars/Olympus', which is no time zone"),
    "LOUPE_CATALOGUE": ("/nowhere.toml", "LOUPE_CATALOGUE names '/nowhere.toml', and there is no such file"),
    "LOUPE_LDAP_URL": ("ldap://ldap.example.com", "LOUPE_LDAP_URL would send passwords in clear text"),
    "LOUPE_LANGUAGE": ("de", "LOUPE_LANGUAGE is 'de', which is none of en, ru"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_stops_the_start_with_a_sentence(name: str, tmp_path: Path) -> None:
    value, sentence = WRONG[name]
    done = start(tmp_path, **WORKING | {name: value})
    assert done.returncode != 0
    assert sentence in done.stderr
    assert f"Example: {name}" in done.stderr


def test_a_typo_in_the_catalogue_stops_the_start_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[orders]\npatern = "x"\n', encoding="utf-8")
    done = start(tmp_path, **WORKING, LOUPE_CATALOGUE=str(file))
    assert done.returncode != 0
    assert f"{file}, line 2: Object contains unknown field `patern`; did you mean `pattern`?" in done.stderr


def test_without_a_directory_and_outside_a_demo_it_refuses_to_start(tmp_path: Path) -> None:
    done = start(tmp_path, LOUPE_SECRET_KEY="x" * 60, LOUPE_KEY=new_ring_text())
    assert done.returncode != 0
    assert "LOUPE_LDAP_URL is not set, so nobody could sign in" in done.stderr


def test_without_secrets_it_refuses_to_start_outside_a_demo(tmp_path: Path) -> None:
    done = start(tmp_path, **{name: value for name, value in WORKING.items() if "KEY" not in name})
    assert "LOUPE_SECRET_KEY is not set" in done.stderr
    assert "LOUPE_KEY is not set" in done.stderr


def test_working_settings_pass(tmp_path: Path) -> None:
    done = start(tmp_path, **WORKING)
    assert done.returncode == 0, done.stderr


def test_a_demo_makes_its_secrets_once_and_for_its_owner_only(tmp_path: Path) -> None:
    assert start(tmp_path, LOUPE_DEMO="1").returncode == 0
    key = tmp_path / "loupe.key"
    first = key.read_text()
    assert key.stat().st_mode & 0o077 == 0
    assert start(tmp_path, LOUPE_DEMO="1").returncode == 0
    assert key.read_text() == first


def test_the_settings_that_a_demo_left_are_used_without_an_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("# left\nLOUPE_DEMO=1\nLOUPE_LANGUAGE=de\n", encoding="utf-8")
    done = start(tmp_path)
    assert "LOUPE_LANGUAGE is 'de'" in done.stderr
    assert "LOUPE_LDAP_URL is not set" not in done.stderr


def test_every_option_reads_its_own_default() -> None:
    for option in OPTIONS:
        option.parse(option.default)


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_flags(raw: str, value: bool) -> None:
    assert as_flag(raw) is value


@pytest.mark.parametrize("raw", ["", "-1", "1.5", "99", "²"])
def test_numbers_outside_their_range_are_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="whole number from 1 to 9"):
        as_number(1, 9)(raw)


def test_a_wrong_value_leaves_the_default_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_TRIED", "many")
    found = read((Option("LOUPE_TRIED", "3", as_number(1, 9), "a number", "4"),))
    assert found.number("LOUPE_TRIED") == 3
    assert str(found.errors[0]) == "LOUPE_TRIED is 'many', which is not a whole number from 1 to 9. Example: LOUPE_TRIED=4"


@pytest.mark.parametrize("text", ["", "x:abc", "0:" + "A" * 43 + "=", "300:AA==", "1:AA=="])
def test_a_broken_key_ring_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has"):
        parse_ring(text)


def test_the_last_key_of_a_ring_seals() -> None:
    one, two = new_ring_text(), new_ring_text().replace("1:", "2:", 1)
    assert parse_ring(f"{one},{two}").current == 2


def test_two_processes_make_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert made_once(path, "first") == made_once(path, "second") == "first"


def test_the_configuration_reference_is_up_to_date() -> None:
    page = configuration_page((ROOT / "portal" / "catalogue.toml").read_text(encoding="utf-8"))
    assert (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8") == page, "run `make docs`"
