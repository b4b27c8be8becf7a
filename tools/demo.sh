#!/usr/bin/env bash
# make demo: from a fresh clone to a running portal with a simulated company. A second start is fast and loses nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# while a step runs, a signal must reach it: bash waits for a foreground child before it looks at its own traps
step() {
  "$@" &
  child=$!
  trap 'kill -TERM $child 2>/dev/null; wait $child; exit 130' INT TERM
  wait $child
  trap - INT TERM
}

export LOUPE_DEMO=1 LOUPE_DATA_DIR=${LOUPE_DATA_DIR:-$PWD/var} PORT=${PORT:-8000}
mkdir -p "$LOUPE_DATA_DIR"
LOUPE_DATA_DIR=$(cd "$LOUPE_DATA_DIR" && pwd)
export LOUPE_DATA_DIR

step tools/setup.sh demo
step .venv/bin/python -m portal.launch settings
step .venv/bin/python -m portal.launch ports
step .venv/bin/python manage.py prepare
exec .venv/bin/python -m portal.launch demo
