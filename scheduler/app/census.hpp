// Counts the notices of every plan in force by state. Pure.
#pragma once

#include <map>
#include <string>

#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/in_force.hpp"

namespace outreach::app {

struct Census {
    std::map<campaigns::NoticeState, std::size_t> by_state;
    std::size_t overdue = 0;              // due more than a minute ago, neither over nor in retry
    SysTime next = SysTime::max();        // the earliest planned time still to come
    SysTime oldest_due = SysTime::max();  // of what is due and not over
    SysTime first_unapproved = SysTime::max() - std::chrono::hours{24 * 365};  // when it would go
};

[[nodiscard]] campaigns::NoticeState state_of(const plan::PlannedNotice& notice,
                                              const journal::NoticeRecord* record,
                                              bool in_flight);
[[nodiscard]] Census take_census(const plan::CampaignsInForce& in_force,
                                 const journal::Ledger& ledger,
                                 SysTime now);

}  // namespace outreach::app
