#include "scheduler/plan/in_force.hpp"

namespace outreach::plan {
namespace {

bool is_over(const journal::Ledger::Lane* records, queue::NoticeNumber number, SysTime now) {
    if (records == nullptr) return false;
    const auto known = records->find(number);
    if (known == records->end()) return false;
    return known->second.is_final() || known->second.deadline > now;
}

}  // namespace

std::vector<journal::NoticePlace> overdue_notices(const CampaignsInForce& in_force,
                                                  const journal::Ledger& ledger,
                                                  const std::string& endpoint,
                                                  OverdueLimits limits) {
    std::vector<journal::NoticePlace> overdue;
    for (const auto& [id, campaign] : in_force) {
        if (!campaign.compiled) continue;
        const auto& lanes = campaign.compiled->lanes();
        for (const char* ordinary_or_urgent : {"/n", "/u"}) {
            const auto lane = lanes.find(id.str() + "/" + endpoint + ordinary_or_urgent);
            if (lane == lanes.end()) continue;
            const auto* records = ledger.lane(lane->first);
            for (const std::uint32_t index : lane->second) {
                const PlannedNotice& notice = campaign.compiled->plan().notices[index];
                if (notice.deadline > limits.now) continue;
                if (is_over(records, notice.number, limits.now)) continue;
                overdue.push_back({lane->first, notice.number});
                if (overdue.size() == limits.most) return overdue;
            }
        }
    }
    return overdue;
}

}  // namespace outreach::plan
