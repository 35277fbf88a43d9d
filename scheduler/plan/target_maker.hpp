// An endpoint of the partner file with everything looked up: keys, tokens, certificates, proxy.
// What is missing becomes a sentence on the target, and nothing is sent to it.
#pragma once

#include <filesystem>

#include "config/settings.hpp"
#include "connectors/connector.hpp"

namespace outreach::plan {

struct TargetMaking {
    const config::DeliverySettings& settings;
    std::filesystem::path folder;  // file names count from here
};

[[nodiscard]] connectors::Target make_target(const campaigns::Partner& partner,
                                             const campaigns::Endpoint& endpoint,
                                             const TargetMaking& making);

}  // namespace outreach::plan
