// Who hears that an endpoint was disabled, and in which words.
#pragma once

#include "scheduler/delivery/endpoint_alerts.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

// To the partner's other endpoints and the organisers', as far as they are not disabled too; none
// if the endpoint has been enabled meanwhile.
[[nodiscard]] std::vector<delivery::EndpointAlerts::Letter> letters_about(
    const plan::PlanService& plan,
    const std::string& endpoint,
    const journal::DisabledEndpoint& disabled);

}  // namespace outreach::app
