// How many messages the plans send through an account that takes only so many a month. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

// A month in which an account gets more than its quota. Endpoints whose token is kept at the same
// place share one, and the lowest quota that one of them names holds for all. LINE counts each
// receiver of a message; of a group or a broadcast we know one (LINE Messaging API, "Messaging API
// pricing").
struct MonthOverQuota {
    std::set<std::string> endpoints;  // "partner/endpoint": those that get messages in the month
    std::string endpoint;             // the first of them
    std::chrono::year_month month;
    std::int64_t planned = 0;
    std::int64_t quota = 0;
};

// Over all campaigns together, in the campaigns' own time zones; what was skipped or withdrawn does
// not count. In the order of endpoints and months.
[[nodiscard]] std::vector<MonthOverQuota> months_over_quota(
    const std::vector<std::shared_ptr<const CompiledCampaign>>& campaigns);

// For people: which endpoints, which month, how many too many, and what to do.
[[nodiscard]] std::string to_text(const MonthOverQuota& month);

// That of each endpoint's first such month.
[[nodiscard]] std::map<std::string, std::string> quota_sentences(
    const std::vector<MonthOverQuota>& months);

}  // namespace outreach::plan
