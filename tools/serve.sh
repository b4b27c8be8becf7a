#!/usr/bin/env bash
# make serve: the portal as configured, without demo data.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh demo
.venv/bin/python manage.py check --fail-level ERROR >/dev/null
.venv/bin/python manage.py prepare
exec .venv/bin/python -m portal.launch serve
