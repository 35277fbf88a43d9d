// The go/no-go `decisions` of an activity.
#pragma once

#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// By their time.
[[nodiscard]] std::vector<campaigns::Decision> read_decisions(ObjectReader& activity);

}  // namespace outreach::reading
