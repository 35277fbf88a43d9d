// The `webhook` connector: CloudEvents 1.0 in, Standard Webhooks 1.0 signed, one POST out.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// Contract part 4. The only connector that recognises a repeat by webhook-id.
[[nodiscard]] const Service& webhook_service();

}  // namespace outreach::connectors
