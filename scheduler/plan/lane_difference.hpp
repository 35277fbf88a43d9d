// What a lane of the queue must become, by the plan and the journal. Pure.
#pragma once

#include <functional>

#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

struct LaneInput {
    const CompiledCampaign* compiled = nullptr;  // null: the campaign was removed
    const journal::Ledger& ledger;
    std::int64_t revision = 0;
    SysTime now;
    bool everything = false;  // the store was emptied: it must be told what is over, too
    std::function<bool(queue::NoticeNumber)> in_flight;
};

[[nodiscard]] queue::LaneChange lane_difference(const LaneInput& input,
                                                const queue::LaneName& lane,
                                                const std::vector<queue::QueueEntry>& present);

}  // namespace outreach::plan
