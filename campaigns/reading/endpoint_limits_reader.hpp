// How fast, how often and in which order an endpoint is told.
#pragma once

#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The keys `rate`, `concurrency`, `timeout` (1 to 120 s), `order`, `delivery` and `retries` (1 to
// 20 waits of 1 s to 7 days).
void read_limits(ObjectReader& object, campaigns::Endpoint& endpoint);

}  // namespace outreach::reading
