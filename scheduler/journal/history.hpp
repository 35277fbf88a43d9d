// What is known of a campaign's past: when each thing was first seen, what happened to it, who was
// told what, and what people decided. Values; the ledger fills them from the journal.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "campaigns/model/notice.hpp"
#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::journal {

struct EventRecord {
    campaigns::Event event = campaigns::Event::announced;
    SysTime at;
};

// What one endpoint knows about an activity, by the notices that were delivered to it.
struct Told {
    std::string notice;  // the id of the last one that told
    SysTime at;
    campaigns::Facts facts;
    int corrections = 0;  // how many it was sent: names the next one
};

// What a person said about an activity while its file says something else. Holds as long as the
// file's own word (`base`) stays as it was.
struct Override {
    std::optional<campaigns::Status> status;
    // By the occurrence's name: local start and end.
    std::map<std::string, std::pair<std::string, std::string>> times;
    std::string base;
    std::optional<int> decision;  // the index of the decision that brought it
    std::string by;
    std::string reason;
    SysTime at;
};

struct ActivityHistory {
    std::map<RuleId, SysTime> rules_seen;
    campaigns::Status status = campaigns::Status::tentative;  // the last one seen
    bool seen = false;
    std::string facts_digest;                // of times, place and status as last seen
    SysTime changed_at;                      // when that was
    std::vector<EventRecord> events;         // in order of time
    std::set<PartnerId> told;                // who was delivered anything about it
    std::map<std::string, Told> told_facts;  // by "partner/endpoint"
    std::set<queue::NoticeNumber> failed;    // notices of news that reached nobody: dead, expired
    std::optional<Override> override;
    std::map<int, campaigns::Choice> outcomes;  // of decisions, by index
};

// What people decided about one notice. `approved` and `waived` are hashes of what would be sent.
struct NoticeDecision {
    std::string approved;
    std::string waived;
    bool held = false;
    bool withdrawn = false;
    std::optional<SysTime> send_at;  // "send now", and when that was said
    std::string what;                // the last act
    std::string by;
    std::string reason;
    SysTime at;
};

struct CampaignHistory {
    std::map<std::string, SysTime> endpoints_seen;  // "partner/endpoint"
    std::map<ActivityId, ActivityHistory> activities;
    std::map<queue::NoticeNumber, NoticeDecision> decisions;
    std::string author;  // who applied the version in force; empty: a file was saved
};

// What is paused, with the reason.
struct Pauses {
    std::optional<std::string> all;
    std::map<CampaignId, std::string> campaigns;
    std::map<PartnerId, std::string> partners;
};

}  // namespace outreach::journal
