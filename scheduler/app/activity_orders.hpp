// What a person orders for an activity, checked against what is in force → an act for the journal.
// Pure.
#pragma once

#include "scheduler/http/daemon_acts.hpp"
#include "scheduler/journal/act.hpp"
#include "scheduler/plan/in_force.hpp"

namespace outreach::app {

// An act, or a refusal with a sentence.
struct Ordered {
    journal::Act act;
    http::Verdict refusal;  // title empty: none
};

// `id` is "activity" or, where several campaigns have one of that name, "campaign.activity".
[[nodiscard]] Ordered order_activity(const plan::CampaignsInForce& in_force,
                                     const std::string& id,
                                     const std::string& verb,
                                     const http::Order& order,
                                     SysTime now);

}  // namespace outreach::app
