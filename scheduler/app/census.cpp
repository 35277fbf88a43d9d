#include "scheduler/app/census.hpp"

#include <algorithm>

namespace outreach::app {
namespace {

using campaigns::NoticeState;
constexpr std::chrono::minutes kOverdueAfter{1};

}  // namespace

NoticeState state_of(const plan::PlannedNotice& notice,
                     const journal::NoticeRecord* record,
                     bool in_flight) {
    if (record != nullptr && record->is_final()) {
        switch (record->verdict) {
            case queue::Verdict::delivered:
                return NoticeState::delivered;
            case queue::Verdict::dead:
                return NoticeState::dead;
            case queue::Verdict::expired:
                return NoticeState::expired;
            default:
                return NoticeState::withdrawn;
        }
    }
    if (in_flight) return NoticeState::delivering;
    if (notice.hold == plan::Hold::withdrawn) return NoticeState::withdrawn;
    if (!notice.skipped && notice.hold == plan::Hold::approval) {
        return NoticeState::awaiting_approval;
    }
    if (!notice.skipped && notice.hold != plan::Hold::none) return NoticeState::held;
    return notice.skipped ? NoticeState::skipped : NoticeState::planned;
}

Census take_census(const plan::CampaignsInForce& in_force,
                   const journal::Ledger& ledger,
                   SysTime now) {
    Census census;
    for (const auto& [name, unused] : campaigns::WordTable<NoticeState>::words) {
        census.by_state[*campaigns::from_word<NoticeState>(name)] = 0;
    }
    for (const auto& [id, campaign] : in_force) {
        if (!campaign.compiled) continue;
        for (const plan::PlannedNotice& notice : campaign.compiled->plan().notices) {
            const auto* record = ledger.find(campaign.compiled->lane_of(notice), notice.number);
            const NoticeState state = state_of(notice, record, false);
            ++census.by_state[state];
            if (state != NoticeState::planned) continue;
            if (notice.due > now) {
                census.next = std::min(census.next, notice.due);
            } else if (record == nullptr) {
                census.oldest_due = std::min(census.oldest_due, notice.due);
                if (notice.due + kOverdueAfter < now) ++census.overdue;
            }
        }
    }
    return census;
}

}  // namespace outreach::app
