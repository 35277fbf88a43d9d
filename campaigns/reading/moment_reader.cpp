#include "campaigns/reading/moment_reader.hpp"

#include "campaigns/reading/common_readers.hpp"

namespace outreach::reading {

using campaigns::LocalTime;

std::optional<LocalTime> on_day(const campaigns::ClockTime& time,
                                campaigns::LocalDate day,
                                const ScheduleContext& context,
                                Span where,
                                Diagnostics& diagnostics) {
    if (!time.sun) return LocalTime{day} + time.time;
    if (!context.place) {
        diagnostics.error(Code::sun_without_place,
                          where,
                          tr("a time of the sun needs to know the place"),
                          tr("add \"latitude\" and \"longitude\" to \"venue\""));
        return {};
    }
    const auto instant = calendar::sun_instant(*time.sun, day, *context.place, context.zone);
    if (!instant) {
        diagnostics.error(Code::no_sun_event,
                          where,
                          trf("there is no {} on {} at {}, {}",
                              tr(std::string(campaigns::word(*time.sun)).c_str()),
                              calendar::format_date(day),
                              context.place->latitude,
                              context.place->longitude),
                          tr("check the coordinates of the venue, or write a clock time"));
        return {};
    }
    using std::chrono::minutes;
    // People read minutes; half a minute early or late is less than the horizon's hills do.
    return std::chrono::round<minutes>(context.zone.to_local(*instant)) + time.time;
}

std::optional<LocalTime> read_moment(const JsonNode& node,
                                     const ScheduleContext& context,
                                     Diagnostics& diagnostics) {
    const std::string& text = node.text;
    const bool of_sun = node.kind == JsonNode::Kind::string && text.size() > 11 &&
                        text[10] == 'T' && text[11] >= 'a' && text[11] <= 'z';
    if (!of_sun) return read_local_time(node, diagnostics);
    const auto day = calendar::parse_date(std::string_view(text).substr(0, 10));
    const auto time = parse_sun_time(std::string_view(text).substr(11));
    if (day && time) return on_day(*time, *day, context, node.span, diagnostics);
    diagnostics.error(Code::bad_time,
                      node.span,
                      trf("\"{}\" is no local date and time", text),
                      tr("write it like 2025-07-02T10:00 or 2025-07-02Tsunset+30"));
    return {};
}

}  // namespace outreach::reading
