#!/usr/bin/env bash
# Every Lua step begins with a header that names KEYS, ARGV, result, atomicity and what a repeat does.
set -u
cd "$1/scheduler/queue/lua" || exit 2
bad=0
for file in *.lua; do
  name=${file%.lua}
  head -n 1 "$file" | grep -q "^-- $name: " || { echo "$file: the first line says \"-- $name: …\""; bad=1; }
  [ "$name" = common ] && continue
  for word in 'KEYS\[1' 'ARGV\[1\]' 'returns' 'Atomic:' 'Safe to repeat:'; do
    sed -n '/^--/p' "$file" | grep -q -- "$word" || { echo "$file: its header does not tell \"$word\""; bad=1; }
  done
  grep -q 'cjson' "$file" && { echo "$file: no JSON in Lua"; bad=1; }
  sed -n "/^--/!p" "$file" | grep -q "bad argument" || { echo "$file: check the arguments before the first write"; bad=1; }
done
exit $bad
