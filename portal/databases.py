"""The two connections: `default`, and `audit`, on which attempts are committed whatever happens to the caller's transaction.

SQLite: two files, for a writer would otherwise wait for its own transaction. PostgreSQL: two connections to one database.
"""

from pathlib import Path

import environ

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
)


# The record: an entry that was answered for survives a power cut, and a locked file costs a lookup seconds, then a 503.
AUDIT_PRAGMAS = SQLITE_PRAGMAS.replace("synchronous=NORMAL", "synchronous=FULL")
AUDIT_WAIT_S = 2


def _sqlite(path: Path, pragmas: str = SQLITE_PRAGMAS, wait_s: int = 20) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"timeout": wait_s, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
        "CONN_MAX_AGE": 600,
    }


def _postgres(url: str) -> dict[str, object]:
    return {**environ.Env.db_url_config(url), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def databases(url: str, data_dir: Path) -> dict[str, dict[str, object]]:
    """Django's DATABASES for DATABASE_URL ("" = SQLite files in `data_dir`)."""
    if url.startswith("postgres"):
        return {"default": _postgres(url), "audit": _postgres(url) | {"TEST": {"MIRROR": "default"}}}
    path = Path(url.removeprefix("sqlite:///")) if url else data_dir / "loupe.sqlite3"
    return {"default": _sqlite(path), "audit": _sqlite(path.with_name("audit.sqlite3"), AUDIT_PRAGMAS, AUDIT_WAIT_S)}
