// What a person orders for a notice, checked against its state → acts for the journal. Pure.
#pragma once

#include "scheduler/app/activity_orders.hpp"
#include "scheduler/plan/gatekeeper.hpp"

namespace outreach::app {

// The notice that is meant, as it stands.
struct NoticeInQuestion {
    const plan::InForce& entry;
    const plan::PlannedNotice& notice;
    const journal::NoticeRecord* record = nullptr;      // null: never tried
    const journal::NoticeDecision* decision = nullptr;  // null: nobody decided anything
    std::string author;  // who applied the campaign's text; empty: unknown
};

[[nodiscard]] Ordered order_notice(const NoticeInQuestion& about,
                                   const http::Identity& who,
                                   const std::string& verb,
                                   const http::Order& order);

}  // namespace outreach::app
