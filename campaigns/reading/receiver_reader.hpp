// Whom an endpoint of LINE speaks to, and how many messages its plan allows.
#pragma once

#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The keys `to` and `monthly_quota`. Fills Endpoint::to (empty: everybody who follows) and
// Endpoint::monthly_quota. Source: LINE Messaging API reference, "Send push message" and "Send
// multicast message": one user, group or room, or up to 500 users.
void read_receivers(ObjectReader& object, campaigns::Endpoint& endpoint);

}  // namespace outreach::reading
