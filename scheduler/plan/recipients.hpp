// Who receives what: groups unfolded, audience kept, a rule's `to` applied. Pure.
#pragma once

#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"

namespace outreach::plan {

// One endpoint of one partner, as indexes into the partner book.
struct Address {
    std::uint16_t partner = 0;
    std::uint16_t endpoint = 0;
    friend auto operator<=>(const Address&, const Address&) = default;
};

// Whether an endpoint takes a kind of activity.
[[nodiscard]] bool takes_kind(const campaigns::Endpoint& endpoint, const std::string& kind);

// In the order of the partner book, each once. Partners below the activity's audience and
// endpoints that do not take its kind are left out.
[[nodiscard]] std::vector<Address> recipients_of(const campaigns::Campaign& campaign,
                                                 const campaigns::Activity& activity,
                                                 const campaigns::Rule& rule,
                                                 const campaigns::PartnerBook& partners);

}  // namespace outreach::plan
