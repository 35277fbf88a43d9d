// The connectors, and which keys of an endpoint each needs or takes.
#pragma once

#include <string>
#include <string_view>

#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The key `connector`; empty after a report.
[[nodiscard]] std::string read_connector(ObjectReader& object);

// Reports each key that the connector needs and lacks, and each that is none of its business.
void check_keys(ObjectReader& object, std::string_view connector);

// Chat webhooks: who knows the address may post, so it is kept like a key.
[[nodiscard]] bool address_is_secret(std::string_view connector);

}  // namespace outreach::reading
