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
    std::string notice;     // the id of the last one that told
    std::string reference;  // and its id at its service, where that gave one
    SysTime at;
    campaigns::Facts facts;
};

// A new time for an occurrence. Holds as long as the file's own time (`base`) stays as it was.
struct NewTime {
    std::string start;  // local times
    std::string end;
    std::string base;
};

// What a person said about an activity while its file says something else. The status holds as
// long as the file's own word (`base`) stays as it was.
struct Override {
    std::optional<campaigns::Status> status;
    std::string base;
    std::map<std::string, NewTime> times;  // by the occurrence's name
    std::string decision;                  // the name of the decision that brought it, or empty
    std::string by;
    std::string reason;
    SysTime at;
};

struct ActivityHistory {
    std::map<RuleId, SysTime> rules_seen;
    campaigns::Status status = campaigns::Status::tentative;  // the last one seen
    bool seen = false;
    std::string facts_digest;                          // of times, place and status as last seen
    SysTime changed_at;                                // when that was
    std::vector<EventRecord> events;                   // in order of time
    std::set<PartnerId> told;                          // who was delivered anything about it
    std::map<std::string, Told> told_facts;            // by "partner/endpoint"
    std::set<queue::NoticeNumber> news_told;           // notices of news that arrived
    std::map<queue::NoticeNumber, SysTime> news_lost;  // and that died or expired, and when
    std::optional<Override> override;
    std::map<std::string, campaigns::Choice> outcomes;  // of decisions, by name
    std::set<std::string> carried_out;                  // decisions that called it off
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
    std::string author;       // who last applied it through the daemon
    std::string author_hash;  // of the text that was applied: other text is another author's
};

// What is paused, with the reason.
struct Pauses {
    std::optional<std::string> all;
    std::map<CampaignId, std::string> campaigns;
    std::map<PartnerId, std::string> partners;
    // Endpoints that are disabled, as they are reached now ("partner/endpoint").
    std::map<std::string, std::string> endpoints;
};

}  // namespace outreach::journal
