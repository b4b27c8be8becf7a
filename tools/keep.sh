#!/usr/bin/env bash
# Runs $KEEP_COMMAND and starts it again when it dies; ends with it when asked to. usage: KEEP_COMMAND=… keep.sh NAME
# (The command stands in the environment so that whoever looks for it by its words finds the process itself and not its keeper.)
name=$1
child=0
ended=0
trap 'ended=1; [ $child = 0 ] || kill -TERM $child 2>/dev/null' TERM INT
while [ $ended = 0 ]; do
  sh -c "exec $KEEP_COMMAND" &
  child=$!
  wait $child
  code=$?
  # a trapped signal interrupts wait: wait once more for the child itself
  [ $ended = 0 ] || { wait $child 2>/dev/null; break; }
  printf 'keep: %s ended with %s, starting it again\n' "$name" "$code" >&2
  sleep 1
done
