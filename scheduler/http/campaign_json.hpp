// Campaigns, activities and the audit trail as JSON.
#pragma once

#include <string>
#include <vector>

#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

[[nodiscard]] std::string to_json(const CampaignView& campaign);
// Each: {"items": […], "next": null}
[[nodiscard]] std::string to_json(const std::vector<CampaignView>& campaigns);
[[nodiscard]] std::string to_json(const ActivityView& activity);
[[nodiscard]] std::string to_json(const std::vector<ActivityView>& activities);
[[nodiscard]] std::string to_json(const std::vector<AuditView>& audit);

}  // namespace outreach::http
