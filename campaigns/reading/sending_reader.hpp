// `sending` and `quiet_periods` of a campaign.
#pragma once

#include "campaigns/model/sending.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

[[nodiscard]] std::optional<campaigns::Sending> read_sending(const JsonNode& node,
                                                             Diagnostics& diagnostics);
// By their beginning.
[[nodiscard]] std::vector<campaigns::QuietPeriod> read_quiet_periods(ObjectReader& object);

}  // namespace outreach::reading
