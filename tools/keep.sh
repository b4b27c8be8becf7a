#!/usr/bin/env bash
# Runs a command and starts it again when it dies; ends with it when asked to. usage: keep.sh COMMAND …
child=0
trap 'ended=1; [ $child = 0 ] || kill -TERM $child 2>/dev/null' TERM INT
ended=0
while [ $ended = 0 ]; do
  "$@" &
  child=$!
  wait $child
  code=$?
  # a trapped signal interrupts wait: wait once more for the child itself
  [ $ended = 0 ] || { wait $child 2>/dev/null; break; }
  printf 'keep: "%s" ended with %s, starting it again\n' "$*" "$code" >&2
  sleep 1
done
