#!/usr/bin/env bash
# Brings the environment up to date: Debian packages (as root on Debian or Ubuntu), .venv with locked dependencies, translations.
# usage: setup.sh demo|test. Does nothing that is done already, so that a second start is fast.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-demo}

say() { printf 'setup: %s\n' "$*" >&2; }

# package, the path that proves it is there, why
needs=(
  "gcc|/usr/bin/gcc|to build python-ldap"
  "libldap-dev|/usr/include/ldap.h|to build python-ldap"
  "libsasl2-dev|/usr/include/sasl/sasl.h|to build python-ldap"
)
if [ "$kind" = test ]; then
  needs+=(
    "chromium|/usr/bin/chromium|for browser tests"
    "postgresql|/usr/lib/postgresql/*/bin/initdb|to run the suite on PostgreSQL"
    "slapd|/usr/sbin/slapd|to test against a real directory"
    "ldap-utils|/usr/bin/ldapadd|to test against a real directory"
    "gettext|/usr/bin/xgettext|to check the translations"
    "shellcheck|/usr/bin/shellcheck|to check the scripts"
  )
  command -v npm >/dev/null || needs+=("npm|/usr/bin/npm|to check and test the scripts of the pages")
fi

missing=() reasons=()
for need in "${needs[@]}"; do
  IFS='|' read -r package proof why <<<"$need"
  compgen -G "$proof" >/dev/null || { missing+=("$package"); reasons+=("$package $why"); }
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # servers that a package starts by itself are not wanted: the suite starts its own, on free ports
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
      trap 'rm -f $policy' EXIT
    fi
    apt-get update -qq >/dev/null
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    reason=$(printf '%s; ' "${reasons[@]}")
    say "missing: ${reason%; }. To get it: sudo apt-get install ${missing[*]}"
    [ "${LOUPE_STACK:-}" != required ] || exit 1
  fi
fi

python=$(command -v python3.11 || command -v python3)
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed, $python is older"; exit 1; }
[ -x .venv/bin/python ] || { say "making .venv"; "$python" -m venv .venv; }

locks=(requirements.txt)
[ "$kind" != test ] || locks+=(requirements-dev.txt)
for lock in "${locks[@]}"; do
  stamp=.venv/.installed-$lock
  if ! cmp -s "$lock" "$stamp"; then
    say "installing $lock"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
    cp "$lock" "$stamp"
  fi
done

if [ "$kind" = test ] && ! cmp -s package-lock.json node_modules/.installed-lock; then
  say "installing package-lock.json"
  npm ci --silent --no-audit --no-fund
  cp package-lock.json node_modules/.installed-lock
fi

tools/messages.sh
