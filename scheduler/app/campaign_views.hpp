// Campaigns, activities and acts as the HTTP side shows them.
#pragma once

#include "scheduler/http/daemon_view.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/campaign_folder.hpp"
#include "scheduler/plan/in_force.hpp"

namespace outreach::app {

// Stands for what is in force; `apply` refuses when it has changed since the plan was made.
[[nodiscard]] std::string state_of(const plan::InForce* entry);

[[nodiscard]] http::CampaignView view_of(const CampaignId& id,
                                         const plan::InForce& entry,
                                         const plan::CampaignFolder& folder,
                                         const journal::Ledger& ledger);
[[nodiscard]] std::vector<http::ActivityView> activity_views(const CampaignId& id,
                                                             const plan::InForce& entry,
                                                             const journal::Ledger& ledger);
[[nodiscard]] http::AuditView view_of(const journal::Act& act);

}  // namespace outreach::app
