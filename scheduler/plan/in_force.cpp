#include "scheduler/plan/in_force.hpp"

namespace outreach::plan {

std::vector<journal::NoticePlace> overdue_notices(const CampaignsInForce& in_force,
                                                  const journal::Ledger& ledger,
                                                  const std::string& endpoint,
                                                  SysTime now) {
    std::vector<journal::NoticePlace> overdue;
    for (const auto& [id, campaign] : in_force) {
        if (!campaign.compiled) continue;
        for (const auto& [lane, indexes] : campaign.compiled->lanes()) {
            if (queue::endpoint_of_lane(lane) != endpoint) continue;
            const auto* records = ledger.lane(lane);
            for (const std::uint32_t index : indexes) {
                const PlannedNotice& notice = campaign.compiled->plan().notices[index];
                if (notice.deadline > now) continue;
                if (records != nullptr) {
                    const auto known = records->find(notice.number);
                    const bool over = known != records->end() &&
                                      (known->second.is_final() || known->second.deadline > now);
                    if (over) continue;
                }
                overdue.push_back({lane, notice.number});
            }
        }
    }
    return overdue;
}

}  // namespace outreach::plan
