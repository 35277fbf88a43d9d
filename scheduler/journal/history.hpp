// What is known of a campaign's past: when each thing was first seen, what happened to it, and
// who was told. Values; the ledger fills them from the journal.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"

namespace outreach::journal {

struct EventRecord {
    campaigns::Event event = campaigns::Event::announced;
    SysTime at;
};

struct ActivityHistory {
    std::map<RuleId, SysTime> rules_seen;
    campaigns::Status status = campaigns::Status::tentative;  // the last one seen
    bool seen = false;
    std::vector<EventRecord> events;  // in order of time
    std::set<PartnerId> told;         // who was delivered anything about it
};

struct CampaignHistory {
    std::map<std::string, SysTime> endpoints_seen;  // "partner/endpoint"
    std::map<ActivityId, ActivityHistory> activities;
};

}  // namespace outreach::journal
