// What a campaign file is read against: the kinds, the partners, the zone and the year.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaigns/calendar/holidays.hpp"
#include "campaigns/calendar/local_time.hpp"
#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// The kinds by name, from campaigns/kinds.
using KindBook = std::map<std::string, campaigns::Kind>;

struct ReadingContext {
    const KindBook& kinds;
    const campaigns::PartnerBook* partners = nullptr;  // null: partner names are not checked
    const calendar::Holidays& holidays;
    calendar::Zone zone;
    campaigns::Organizer organizer;
    bool needs_approval = false;  // the campaign's word
    int fiscal_year = 0;
    std::string organizer_partner;         // empty: nobody receives @organizer
    std::vector<std::string> initiatives;  // ids
    std::size_t theme_count = 0;           // 0: themes are not listed, any number 1..99 goes
};

}  // namespace outreach::reading
