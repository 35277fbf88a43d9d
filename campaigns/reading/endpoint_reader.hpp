// One endpoint of a partner: address, secrets, limits.
#pragma once

#include <optional>

#include "campaigns/model/partner.hpp"
#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

[[nodiscard]] std::optional<campaigns::Endpoint> read_endpoint(const JsonNode& node,
                                                               const KindBook* kinds,
                                                               Diagnostics& diagnostics);

}  // namespace outreach::reading
