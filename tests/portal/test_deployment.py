"""A production start: Django's own check for deployment finds nothing, and cookies and transport are closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_TELL = """
import json
from django.conf import settings as s
names = ("DEBUG", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_NAME",
         "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")
print(json.dumps({name: getattr(s, name) for name in names}))
"""


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a portal behind one proxy, with its secrets in files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOUPE_", "DJANGO_")) and name != "DATABASE_URL"}
    (tmp_path / "secret").write_text("k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG")
    (tmp_path / "keys").write_text("1:" + "QUFB" * 10 + "QUE=")
    return kept | {
        "LOUPE_DATA_DIR": str(tmp_path / "data"),
        "LOUPE_SECRET_KEY_FILE": str(tmp_path / "secret"),
        "LOUPE_KEY_FILE": str(tmp_path / "keys"),
        "LOUPE_HOSTS": "loupe.example.com",
        "LOUPE_TRUSTED_PROXIES": "1",
        "LOUPE_LDAP_URL": "ldaps://ldap.example.com",
        "LOUPE_LDAP_PEOPLE_BASE": "ou=people,dc=example,dc=com",
        "LOUPE_LDAP_GROUPS_BASE": "ou=groups,dc=example,dc=com",
    }


def manage(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_check_for_deployment_finds_nothing(production: dict[str, str]) -> None:
    done = manage(production, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_bound_to_the_host_and_to_tls(production: dict[str, str]) -> None:
    told = manage(production, "shell", "--no-imports", "-c", _TELL).stdout
    assert '"DEBUG": false' in told
    for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"):
        assert f'"{name}": true' in told
    assert '"SESSION_COOKIE_NAME": "__Host-sessionid"' in told
    assert '"CSRF_COOKIE_NAME": "__Host-csrftoken"' in told
    assert '"SECURE_HSTS_SECONDS": 31536000' in told
