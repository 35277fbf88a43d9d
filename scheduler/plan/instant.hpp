// A rule's moment → an instant, with the chain of reasons. Pure. The order is the contract's:
// anchor → lead time → time of day; closed days, sending hours and quiet periods follow here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/model/campaign.hpp"

namespace outreach::plan {

// One link of the chain, for people.
struct ChainStep {
    std::string step;  // "anchor", "lead_time", "at", "event", "deadline"
    SysTime instant;
    std::string why;
};
using Chain = std::vector<ChainStep>;

// The instant of a lead time, or nothing where the occurrence has no such anchor (a window has no
// start, a fixed date no window). `chain` may be null.
[[nodiscard]] std::optional<SysTime> lead_instant(const campaigns::LeadTime& lead,
                                                  const campaigns::Occurrence& occurrence,
                                                  campaigns::Status status,
                                                  const calendar::Zone& zone,
                                                  Chain* chain);

// When a notice due at `due` dies. `occurrence` is null for the activity as a whole.
[[nodiscard]] SysTime deadline_of(const campaigns::Rule& rule,
                                  SysTime due,
                                  const campaigns::Occurrence* occurrence,
                                  campaigns::Status status,
                                  const calendar::Zone& zone);

}  // namespace outreach::plan
