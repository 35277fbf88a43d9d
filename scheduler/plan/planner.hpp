// Campaign + partners + history → every notice with its instants. Pure: the same on any machine,
// in any order of the file, at any speed of the clock.
#pragma once

#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/calendar/office_calendar.hpp"
#include "campaigns/model/campaign.hpp"
#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"
#include "scheduler/journal/history.hpp"
#include "scheduler/plan/instant.hpp"
#include "scheduler/plan/notice_identity.hpp"
#include "scheduler/plan/recipients.hpp"

namespace outreach::plan {

// Why a notice may not go, though its time may come. It stays in the queue at its deadline, so
// that it ends on the record if nothing changes.
enum class Hold : std::uint8_t { none, approval, held, paused, disabled, withdrawn };

// One notice to one endpoint; indexes lead into the campaign and the partner book.
struct PlannedNotice {
    queue::NoticeNumber number = 0;
    SysTime due;
    SysTime deadline;
    std::uint32_t activity = 0;
    std::int32_t occurrence = -1;  // index, -1: the activity as a whole
    std::uint32_t ordinal = 1;     // from 1, of the occurrence or event; of a correction or a
                                   // reminder to approve, what tells it from others of its kind
    std::int16_t day = -1;         // index of the occurrence's open day, or of the decision that
                                   // an activity's notice counts from; -1: neither
    std::uint16_t rule = 0;
    std::uint16_t about = 0;  // of a reminder to approve: the rule whose notices wait
    std::uint16_t partner = 0;
    std::uint16_t endpoint = 0;
    Hold hold = Hold::none;
    bool skipped = false;  // was past already when it was first seen

    // When the queue hands it out: at its due time, or to be ended at its deadline.
    [[nodiscard]] SysTime queue_time() const noexcept {
        return hold == Hold::none && due < deadline ? due : deadline;
    }
};

// What one endpoint was told and no longer holds.
struct Correction {
    std::string corrects;   // the id of the notice that told it
    std::string reference;  // and its id at its service, where that gave one
    std::vector<campaigns::FactChange> changes;
};
using Corrections = std::map<std::pair<std::uint32_t, Address>, Correction>;

struct Plan {
    std::vector<PlannedNotice> notices;  // by due time, then number
    Corrections corrections;             // by activity and endpoint
    // When what people told to go at once would have gone.
    std::map<queue::NoticeNumber, SysTime> planned_due;
    std::size_t waiting = 0;  // rules × occurrences that wait for a date or an event
};

// Whether a notice in a lane is over: delivered, dead, expired.
using IsOver = std::function<bool(const queue::LaneName& lane, queue::NoticeNumber number)>;

struct PlanInput {
    const campaigns::Campaign& campaign;
    const campaigns::PartnerBook& partners;
    const calendar::Zone& zone;
    const calendar::OfficeCalendar& office;
    const journal::CampaignHistory& history;
    SysTime now;            // when things not in the history are seen for the first time
    bool backfill = false;  // true: nothing is skipped
    IsOver is_over = {};    // may be null: nothing is
};

[[nodiscard]] Plan plan_campaign(const PlanInput& input);
void sort_plan(Plan& plan);

// Empty where nothing is known.
[[nodiscard]] const journal::ActivityHistory& history_of(const journal::CampaignHistory& history,
                                                         const ActivityId& activity);
// The span that a notice counts from. `day` as in PlannedNotice.
[[nodiscard]] TimeSpan span_of(const campaigns::Activity& activity,
                               std::int32_t occurrence,
                               std::int16_t day);
// When the rule and the endpoint were both first known.
[[nodiscard]] SysTime first_seen(const PlanInput& input,
                                 const campaigns::Activity& activity,
                                 const campaigns::Rule& rule,
                                 Address address);
// The outcome of a decision as it stands: chosen by command, in the file, or by default.
[[nodiscard]] campaigns::Choice outcome_of(const campaigns::Activity& activity,
                                           std::size_t decision,
                                           const journal::CampaignHistory& history);

// The name of the occurrence in a notice's identity.
[[nodiscard]] std::string occurrence_name(const campaigns::Activity& activity,
                                          const campaigns::Rule& rule,
                                          const PlannedNotice& notice);
[[nodiscard]] Sha256 hash_of(const campaigns::Campaign& campaign,
                             const campaigns::PartnerBook& partners,
                             const PlannedNotice& notice);
// Why the notice is due when it is: the same computation, told step by step.
[[nodiscard]] Chain explain(const PlanInput& input, const PlannedNotice& notice);

}  // namespace outreach::plan
