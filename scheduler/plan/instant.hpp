// A rule's moment → an instant, with the chain of reasons. Pure. The order is the contract's:
// anchor → lead time → time of day → closed day → sending hours → quiet period.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/calendar/office_calendar.hpp"
#include "campaigns/model/campaign.hpp"

namespace outreach::plan {

// One link of the chain, for people.
struct ChainStep {
    std::string step;  // "anchor", "lead_time", "at", "event", "closed_day", "sending_hours",
                       // "quiet_period", "approval", "decision", "deadline", "expired", …
    SysTime instant;
    std::string why;
};
using Chain = std::vector<ChainStep>;

// What a rule counts from: an occurrence, one of its days, or the whole activity.
struct TimeSpan {
    campaigns::LocalTime start{};
    campaigns::LocalTime end{};
    bool window = false;
    std::optional<campaigns::LocalTime> application_deadline;
    std::optional<campaigns::LocalTime> decision;  // the one that the notice counts from
};

// Where and when the campaign lives. Views: valid for the call.
struct Frame {
    const calendar::Zone& zone;
    const calendar::OfficeCalendar& office;
    campaigns::Status status = campaigns::Status::tentative;
};

// The instant before closed days, hours and quiet are looked at; nothing where the span has no
// such anchor (a window has no start, a fixed date no window). `chain` may be null.
[[nodiscard]] std::optional<SysTime> lead_instant(const campaigns::LeadTime& lead,
                                                  const TimeSpan& span,
                                                  const Frame& frame,
                                                  Chain* chain);

// When a notice due at `due` dies. `span` is null for the activity as a whole.
[[nodiscard]] SysTime deadline_of(const campaigns::Rule& rule,
                                  SysTime due,
                                  const TimeSpan* span,
                                  const Frame& frame);

// Moves an instant out of closed days, closed hours and quiet periods where the rule keeps to
// them. What is sent before something goes to the open day before, what follows to the one after;
// everything else waits. `span` may be null.
[[nodiscard]] SysTime settle_instant(const campaigns::Rule& rule,
                                     SysTime wanted,
                                     const TimeSpan* span,
                                     const Frame& frame,
                                     Chain* chain);

// Whether the rule keeps to sending hours and quiet periods.
[[nodiscard]] bool keeps_hours(const campaigns::Rule& rule) noexcept;

}  // namespace outreach::plan
