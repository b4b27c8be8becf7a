#!/usr/bin/env bash
# Compiles each django.po that is newer than its django.mo.
set -euo pipefail
cd "$(dirname "$0")/.."
while IFS= read -r po; do
  mo=${po%.po}.mo
  [ "$mo" -nt "$po" ] || .venv/bin/pybabel -q compile -i "$po" -o "$mo" -l ru
done < <(find locale apps portal -name django.po)
