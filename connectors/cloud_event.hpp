// A notice as a CloudEvents 1.0 structured event in JSON (contract part 4). Pure.
#pragma once

#include <string>

#include "campaigns/model/notice.hpp"

namespace outreach::connectors {

[[nodiscard]] std::string to_cloud_event(const campaigns::OutgoingNotice& notice);

}  // namespace outreach::connectors
