// Something that a person did, as a line of the journal: who, when, why, and all that is needed to
// do it again when the journal is read.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "campaigns/model/words.hpp"
#include "config/base/errc.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"
#include "scheduler/journal/history.hpp"

namespace outreach::journal {

// Where a notice is found.
struct NoticePlace {
    queue::LaneName lane;
    queue::NoticeNumber number = 0;
    friend auto operator<=>(const NoticePlace&, const NoticePlace&) = default;
};
// What an act may name at once; more are several acts.
constexpr std::size_t kMostNoticesOfAct = 1000;

struct Act {
    SysTime at;
    // confirm, cancel, postpone, reschedule, complete, decide: an activity;
    // approve, hold, release, withdraw, send, waive: a notice;
    // pause, resume; apply, remove: a campaign;
    // enable, rotate_secret: an endpoint; dead_retry, dead_discard, replay: several notices.
    std::string what;
    std::string by;
    std::string reason;
    CampaignId campaign;
    ActivityId activity;
    PartnerId partner;
    std::string notice;  // "ntc_…"
    queue::NoticeNumber number = 0;
    std::string hash;  // of what would be sent
    std::optional<campaigns::Status> status;
    std::map<std::string, NewTime> times;
    std::string base;
    std::string decision;  // its name
    std::optional<campaigns::Choice> choice;
    bool emergency = false;
    std::string endpoint;  // "partner/endpoint"
    std::vector<NoticePlace> notices;
    bool even_late = false;  // dead_retry, replay: their deadlines do not count for three days
};

// The campaigns whose plans it may change; none: all of them.
[[nodiscard]] std::set<CampaignId> campaigns_of(const Act& act);

// One JSON object without its line end; additive.
[[nodiscard]] std::string act_to_json(const Act& act);
// Errc::bad_input for text that is no act.
[[nodiscard]] Result<Act> act_from_json(std::string_view line);

}  // namespace outreach::journal
