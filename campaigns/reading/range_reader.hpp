// A range of dates: {from, to, daily?, closed?} → one occurrence with its open days.
#pragma once

#include "campaigns/reading/schedule_reader.hpp"

namespace outreach::reading {

[[nodiscard]] std::optional<campaigns::Occurrence> read_range(ObjectReader& object,
                                                              const ScheduleContext& context);

// "This ends before it starts."
void report_order(Diagnostics& diagnostics, Span where);

}  // namespace outreach::reading
