// A campaign that is in force: its compilation, and which versions of file and plan it stands for.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/compiled_campaign.hpp"
#include "scheduler/plan/gatekeeper.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::plan {

struct InForce {
    std::shared_ptr<const CompiledCampaign> compiled;  // null: removed, until the queue knows
    std::int64_t revision = 0;
    int version = 0;  // of its file
    int surroundings = 0;
    std::string text;
    int generation = 0;                      // counts compilations
    std::map<ActivityId, FileWord> words;    // the file's own word on each (overrides.hpp)
    std::shared_ptr<Gatekeeper> gatekeeper;  // of this compilation
};
using CampaignsInForce = std::map<CampaignId, InForce>;

struct OverdueLimits {
    SysTime now;
    std::size_t most;
};
// What is planned for "partner/endpoint", past its deadline and not over.
[[nodiscard]] std::vector<journal::NoticePlace> overdue_notices(const CampaignsInForce& in_force,
                                                                const journal::Ledger& ledger,
                                                                const std::string& endpoint,
                                                                OverdueLimits limits);

}  // namespace outreach::plan
