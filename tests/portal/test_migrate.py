"""One `migrate` makes the whole portal."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_migrate_makes_the_tables_of_the_record_too(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOUPE_", "DJANGO_")) and name != "DATABASE_URL"}
    environment = kept | {"LOUPE_DEMO": "1", "LOUPE_DATA_DIR": str(tmp_path), "LOUPE_LOG_LEVEL": "ERROR"}
    done = subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "audit.sqlite3") as record:
        assert record.execute("SELECT count(*) FROM audit_intake").fetchone() == (0,)
    with sqlite3.connect(tmp_path / "loupe.sqlite3") as portal:
        names = {name for (name,) in portal.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "orders_order" in names and "audit_intake" not in names
