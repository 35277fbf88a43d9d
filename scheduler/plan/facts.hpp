// What a partner was told, and what of it no longer holds. Pure.
#pragma once

#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"

namespace outreach::plan {

// Everything that can stop being true of one occurrence (`occurrence` >= 0), or of the activity.
[[nodiscard]] campaigns::Facts facts_for(const campaigns::Activity& activity,
                                         std::int32_t occurrence,
                                         const campaigns::Partner& partner);

// What was told and no longer holds, in the partner's words. A date inside a window that was told
// is no falsehood, nor is a confirmation; times that were over at `since` (local) are let rest.
[[nodiscard]] std::vector<campaigns::FactChange> no_longer_true(
    const campaigns::Facts& told,
    const campaigns::Facts& now,
    const std::string& since,
    campaigns::MessageLanguage language);

}  // namespace outreach::plan
