// What a campaign file is read against: the kinds, the partners, the zone and the year.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The kinds by name, from campaigns/kinds.
using KindBook = std::map<std::string, campaigns::Kind>;

struct ReadingContext {
    const KindBook& kinds;
    const campaigns::PartnerBook* partners = nullptr;  // null: partner names are not checked
    int fiscal_year = 0;
    std::string organizer_partner;         // empty: nobody receives @organizer
    std::vector<std::string> initiatives;  // ids
    std::size_t theme_count = 0;           // 0: themes are not listed, any number 1..99 goes
};

// Reports recipients that the partner file does not know, and partners that may not be told
// about an activity of this audience.
void check_recipients(const JsonNode* list,
                      const ReadingContext& context,
                      campaigns::Audience audience,
                      Diagnostics& diagnostics);

}  // namespace outreach::reading
