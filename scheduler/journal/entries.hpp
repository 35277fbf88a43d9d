// The lines of the journal as values, and their JSON form. Additive: readers skip what they do
// not know.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"
#include "scheduler/journal/act.hpp"
#include "scheduler/journal/history.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::journal {

// Things of a campaign that were seen for the first time, or in a new state.
struct Seen {
    SysTime at;
    CampaignId campaign;
    std::map<ActivityId, std::vector<RuleId>> rules;
    std::vector<std::string> endpoints;
    std::map<ActivityId, campaigns::Status> statuses;
    std::vector<std::pair<ActivityId, campaigns::Event>> events;
    std::map<ActivityId, std::string> facts;  // digests of times, place and status
    [[nodiscard]] bool empty() const {
        return rules.empty() && endpoints.empty() && statuses.empty() && events.empty() &&
               facts.empty();
    }
};

// What became of a leased notice: one for each attempt, and for each end without one.
struct Attempt {
    SysTime at;
    std::string id;  // "ntc_…"
    queue::LaneName lane;
    queue::NoticeNumber number = 0;
    ActivityId activity;
    std::string kind;
    std::string purpose;
    RuleId rule;
    PartnerId partner;
    int attempt = 0;  // 1 for the first; 0 where nothing was sent
    queue::Verdict verdict = queue::Verdict::delivered;
    std::string result;  // the connector's word, or why it ended
    int status = 0;
    std::string detail;
    SysTime due;
    SysTime retry_at;  // for retry
    std::int64_t took_ms = 0;
    bool late = false;
    bool news = false;                     // of an event, a change or a decision
    std::optional<campaigns::Facts> told;  // of a delivery: what the partner now knows
    bool unknown = false;                  // no answer came: it may have arrived all the same
    bool spared = false;      // the endpoint asked for a pause: not counted among the tries
    SysTime rest;             // the endpoint is left alone until then; the epoch: it is not
    std::string fingerprint;  // of a failure: of the address
    std::string reference;    // of a delivery: the service's own id of the message
    std::string answer;       // of a failure: how the answer began, secrets masked
};

// An endpoint that is no more, or hopeless. A person (act "enable") or another address lifts it.
struct EndpointDisabled {
    SysTime at;
    std::string endpoint;     // "partner/endpoint"
    std::string fingerprint;  // of the address that it was
    std::string reason;
};

// Somebody was told that an endpoint is disabled.
struct AlertSent {
    SysTime at;
    std::string endpoint;  // the one that is disabled
    std::string to;        // "partner/endpoint"
};

// A lease that ended without a settlement: the next attempt may be a repeat.
struct UnknownOutcome {
    SysTime at;
    queue::LaneName lane;
    queue::NoticeNumber number = 0;
};

// Written before a notice goes to an endpoint that must not get it twice: without a line on its
// outcome behind it, nobody knows whether it arrived.
struct Sending {
    SysTime at;
    queue::LaneName lane;
    queue::NoticeNumber number = 0;
    bool called_off = false;  // nothing was sent after all
};

using Entry =
    std::variant<Seen, Attempt, UnknownOutcome, Sending, Act, EndpointDisabled, AlertSent>;

// One line, with its line end.
[[nodiscard]] std::string to_line(const Entry& entry);
// Errc::bad_input for a line that is no JSON object; Errc::not_found for a kind not known here.
[[nodiscard]] Result<Entry> from_line(std::string_view line);

[[nodiscard]] const char* word(queue::Verdict verdict) noexcept;

}  // namespace outreach::journal
