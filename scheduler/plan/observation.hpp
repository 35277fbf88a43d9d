// What is new about a campaign since it was last looked at: rules and endpoints never seen
// before, changes of status and the lifecycle events they mean. Pure.
#pragma once

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "scheduler/journal/entries.hpp"

namespace outreach::plan {

[[nodiscard]] journal::Seen observe(const campaigns::Campaign& campaign,
                                    const campaigns::PartnerBook& partners,
                                    const journal::CampaignHistory& history,
                                    SysTime now);

}  // namespace outreach::plan
