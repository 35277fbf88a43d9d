#!/usr/bin/env bash
# Includes go one way: tests → scheduler → connectors → campaigns → config (architecture.md).
set -u
cd "$1" || exit 2
bad=0
complain() { echo "$1"; bad=1; }
check() { # room, regular expression of what it may not include, sentence
  local hits
  hits=$(grep -rnE "^#include \"($2)" "$1" --include='*.hpp' --include='*.cpp') || return 0
  complain "$hits"
  complain "$3"
}
check config 'campaigns/|connectors/|scheduler/|tests/' 'config/ may include nothing of ours but config/'
check campaigns 'connectors/|scheduler/|tests/' 'campaigns/ may include only campaigns/ and config/'
check connectors 'scheduler/|tests/' 'connectors/ may include only connectors/, campaigns/ and config/'
check scheduler 'tests/' 'scheduler/ may not include tests/'
check scheduler/redis 'scheduler/(queue|plan|delivery|journal|http|app|cli)/|campaigns/|connectors/' \
  'scheduler/redis/ speaks the protocol and knows nothing of notices'
check scheduler/queue 'scheduler/(plan|delivery|journal|http|app|cli)/|campaigns/|connectors/' \
  'scheduler/queue/ may include only scheduler/redis/ and config/'
for room in plan delivery journal http; do
  check scheduler/$room 'scheduler/(redis|app|cli)/|scheduler/queue/(redis|queue_keys|embedded)' \
    "scheduler/$room/ sees the queue through queue/notice_queue.hpp only"
done
check scheduler/delivery 'scheduler/(plan|http)/' 'scheduler/delivery/ asks through notice_source.hpp'
check scheduler/http 'scheduler/(plan|delivery|queue|journal)/' 'scheduler/http/ sees the daemon through daemon_view.hpp'
outside=$(grep -rln 'hiredis/' --include='*.hpp' --include='*.cpp' config campaigns connectors scheduler |
  grep -v '^scheduler/redis/')
[ -z "$outside" ] || complain "$outside: only scheduler/redis/ may include hiredis"
leaks=$(grep -rlE '^#include <(boost/beast|nlohmann/json.hpp|hiredis)' --include='*.hpp' \
  config campaigns connectors scheduler |
  grep -vE '^connectors/(http_connection|head_reader).hpp$') # the inside of http_client, its alone
[ -z "$leaks" ] || complain "$leaks: Beast, json and hiredis stay out of headers"
exit $bad
