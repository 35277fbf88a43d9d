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

namespace {

void count(Census& census,
           const plan::PlannedNotice& notice,
           const journal::NoticeRecord* record,
           SysTime now) {
    const NoticeState state = state_of(notice, record, false);
    ++census.by_state[state];
    if (state == NoticeState::awaiting_approval) {
        census.first_unapproved = std::min(census.first_unapproved, notice.due);
    }
    if (state != NoticeState::planned) return;
    if (notice.due > now) {
        census.next = std::min(census.next, notice.due);
    } else if (record == nullptr) {
        census.oldest_due = std::min(census.oldest_due, notice.due);
        if (notice.due + kOverdueAfter < now) ++census.overdue;
    }
}

}  // namespace

// Lane by lane, since the ledger keeps its records by lane.
Census take_census(const plan::CampaignsInForce& in_force,
                   const journal::Ledger& ledger,
                   SysTime now) {
    Census census;
    for (const auto& [name, state] : campaigns::WordTable<NoticeState>::words) {
        census.by_state[state] = 0;
    }
    for (const auto& [id, campaign] : in_force) {
        if (!campaign.compiled) continue;
        const auto& notices = campaign.compiled->plan().notices;
        std::size_t in_lanes = 0;
        for (const auto& [lane, indexes] : campaign.compiled->lanes()) {
            const auto* records = ledger.lane(lane);
            in_lanes += indexes.size();
            for (const std::uint32_t index : indexes) {
                const journal::NoticeRecord* record = nullptr;
                if (records != nullptr) {
                    const auto found = records->find(notices[index].number);
                    if (found != records->end()) record = &found->second;
                }
                count(census, notices[index], record, now);
            }
        }
        if (in_lanes == notices.size()) continue;
        for (const plan::PlannedNotice& notice : notices) {
            if (!notice.skipped && notice.hold != plan::Hold::withdrawn) continue;
            count(census,
                  notice,
                  ledger.find(campaign.compiled->lane_of(notice), notice.number),
                  now);
        }
    }
    return census;
}

}  // namespace outreach::app
