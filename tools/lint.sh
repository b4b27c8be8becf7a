#!/usr/bin/env bash
# Formatting, lint, types, import rules, dead code, scripts of the pages.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOUPE_DEMO=1
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/lint-imports
.venv/bin/mypy apps portal manage.py
.venv/bin/vulture
.venv/bin/deptry . 2>&1 | tail -n 3
.venv/bin/python manage.py makemigrations --check --dry-run
shellcheck tools/*.sh .ci/run
npx tsc --noEmit -p tsconfig.json
node --test tests/js/
