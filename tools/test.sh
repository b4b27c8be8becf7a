#!/usr/bin/env bash
# make test: everything. LOUPE_STACK=required (set by .ci/run) turns a missing server or browser from a skip into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/lint.sh
export LOUPE_DATA_DIR
LOUPE_DATA_DIR=$(mktemp -d)
trap 'rm -rf "$LOUPE_DATA_DIR"' EXIT
.venv/bin/python manage.py collectstatic --noinput -v 0
echo "== SQLite: all tests"
.venv/bin/python -m pytest -q -n 2 --dist loadgroup -m "not long" tests
echo "== PostgreSQL: all that touches the database"
tools/with_postgres.sh .venv/bin/python -m pytest -q -n 2 --dist loadgroup -m "not long and not browser and not stack" \
  tests/accounts tests/audit tests/orders tests/portal
