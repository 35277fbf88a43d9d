// Partners and dead letters as JSON.
#pragma once

#include <string>

#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

[[nodiscard]] std::string to_json(const std::vector<PartnerView>& partners);
[[nodiscard]] std::string to_json(const PartnerView& partner);
[[nodiscard]] std::string to_json(const DeadLetterPage& page);
[[nodiscard]] std::string to_json(const DeadLetterView& letter);

}  // namespace outreach::http
