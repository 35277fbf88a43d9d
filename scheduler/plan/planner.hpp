// Campaign + partners + history → every notice with its instants. Pure: the same on any machine,
// in any order of the file, at any speed of the clock.
#pragma once

#include <vector>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "scheduler/journal/history.hpp"
#include "scheduler/plan/instant.hpp"
#include "scheduler/plan/notice_identity.hpp"

namespace outreach::plan {

// One notice to one endpoint; indexes lead into the campaign and the partner book.
struct PlannedNotice {
    queue::NoticeNumber number = 0;
    SysTime due;
    SysTime deadline;
    std::uint32_t activity = 0;
    std::int32_t occurrence = -1;  // index, -1: the activity as a whole
    std::uint32_t ordinal = 1;     // from 1: of the occurrence, or of the event
    std::uint16_t rule = 0;
    std::uint16_t partner = 0;
    std::uint16_t endpoint = 0;
    bool skipped = false;  // was past already when it was first seen
};

struct Plan {
    std::vector<PlannedNotice> notices;  // by due time, then number
    std::size_t waiting = 0;             // rules × occurrences that wait for a date or an event
};

struct PlanInput {
    const campaigns::Campaign& campaign;
    const campaigns::PartnerBook& partners;
    const calendar::Zone& zone;
    const journal::CampaignHistory& history;
    SysTime now;            // when things not in the history are seen for the first time
    bool backfill = false;  // true: nothing is skipped
};

[[nodiscard]] Plan plan_campaign(const PlanInput& input);

// The name of the occurrence in a notice's identity.
[[nodiscard]] std::string occurrence_name(const campaigns::Activity& activity,
                                          const campaigns::Rule& rule,
                                          const PlannedNotice& notice);
[[nodiscard]] Sha256 hash_of(const campaigns::Campaign& campaign,
                             const campaigns::PartnerBook& partners,
                             const PlannedNotice& notice);
// Why the notice is due when it is: the same computation, told step by step.
[[nodiscard]] Chain explain(const PlanInput& input, const PlannedNotice& notice);

// Corrections, cancellations and postponements go before everything else.
[[nodiscard]] bool is_urgent(campaigns::Purpose purpose) noexcept;

}  // namespace outreach::plan
