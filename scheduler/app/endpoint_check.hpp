// Endpoints to which nothing would be sent as things stand: a secret, a certificate, a template
// file or a folder is not there or cannot be used.
#pragma once

#include <string>
#include <vector>

#include "campaigns/model/partner.hpp"
#include "config/base/time.hpp"
#include "config/settings.hpp"

namespace outreach::app {

struct UnusableEndpoint {
    std::string name;     // "partner/endpoint"
    std::string problem;  // in words
};

// Looks everything up as the daemon does at its start; connects to nobody.
[[nodiscard]] std::vector<UnusableEndpoint> unusable_endpoints(
    const campaigns::PartnerBook& partners, const config::Settings& settings, SysTime now);

}  // namespace outreach::app
