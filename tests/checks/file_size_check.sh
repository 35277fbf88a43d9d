#!/usr/bin/env bash
# One role per file: at most 250 lines, and 100 columns. A longer file is named here with its reason.
set -u
cd "$1" || exit 2
declare -A allowed=(
  [scheduler/queue/redis_notice_queue.cpp]=530   # one method for each script, all alike
  [scheduler/delivery/delivery_service.cpp]=450  # the loop and its steps, read together
  [scheduler/delivery/delivery_attempt.cpp]=280  # one attempt, from its claim to its settlement
  [scheduler/journal/entries.cpp]=280            # one pair of functions for each kind of line
  [scheduler/plan/planner.cpp]=330               # one activity, from its rules to its notices
  [scheduler/app/daemon_acts_impl.cpp]=330       # one method for each order, all alike
  [config/settings_loader.cpp]=290               # one table of keys and its reader
  [campaigns/wording/dates.cpp]=290              # every shape of a date in three languages
  [campaigns/wording/lint.cpp]=290               # one function for each fault
  [scheduler/plan/plan_service.cpp]=530          # one cycle: scan, plan, compare, set
  [scheduler/cli/rehearse.cpp]=380
  [scheduler/app/app.cpp]=360          # builds everything, in order
  [campaigns/reading/campaign_reader.cpp]=290
)
bad=0
while read -r lines file; do
  [ "$file" = total ] && continue
  most=${allowed[$file]:-260}
  [ "$lines" -le "$most" ] || { echo "$file has $lines lines, at most $most: split it by role"; bad=1; }
done < <(find config campaigns connectors scheduler \( -name '*.cpp' -o -name '*.hpp' -o -name '*.lua' \) -print0 | xargs -0 wc -l)
exit $bad
