// Words about the delivery itself, in the reader's language: a test, and that an endpoint was
// disabled. Pure.
#pragma once

#include <string>

#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"
#include "config/base/time.hpp"

namespace outreach::app {

// "outreach.partner.test"
[[nodiscard]] campaigns::OutgoingNotice test_letter(const campaigns::Partner& partner,
                                                    const std::string& endpoint,
                                                    SysTime now);

// "outreach.partner.endpoint_disabled", to `reader`.
struct DisabledFacts {
    std::string partner;   // whose endpoint it is
    std::string name;      // of that partner, in the reader's language
    std::string endpoint;  // its id
    std::string reason;
    SysTime since;
};
[[nodiscard]] campaigns::OutgoingNotice disabled_letter(const campaigns::Partner& reader,
                                                        const std::string& reader_endpoint,
                                                        const DisabledFacts& facts);

}  // namespace outreach::app
