// What partners, their endpoints and dead letters look like from outside.
#pragma once

#include "scheduler/delivery/delivery_service.hpp"
#include "scheduler/http/daemon_view.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

[[nodiscard]] std::vector<http::PartnerView> partner_views(
    const plan::PlanService& plan,
    const delivery::DeliveryService& delivery,
    const journal::Ledger& ledger,
    SysTime now);

[[nodiscard]] http::DeadLetterPage dead_letter_page(const plan::PlanService& plan,
                                                    const journal::Ledger& ledger,
                                                    const http::DeadLetterFilter& filter,
                                                    SysTime now);

}  // namespace outreach::app
