// Where an endpoint is, and how the network leads there.
#pragma once

#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The keys `url`, `allow_http`, `path`, `allow_networks`, `proxy` and `tls`. Endpoint::connector is
// read already. LINE's own address stands in where none is given.
void read_address(ObjectReader& object, campaigns::Endpoint& endpoint);

}  // namespace outreach::reading
