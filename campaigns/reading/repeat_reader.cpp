#include "campaigns/reading/repeat_reader.hpp"

#include <algorithm>
#include <set>

#include "campaigns/calendar/recurrence.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/moment_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::Occurrence;

// Days and moments that a list names.
struct Named {
    std::set<LocalDate> days;
    std::set<LocalTime> times;
};

Named read_named(ObjectReader& object, const char* key, bool days_too) {
    Named named;
    object.each(key, calendar::kMostRepeats, [&](const JsonNode& item) {
        const bool day = item.kind == JsonNode::Kind::string && item.text.size() <= 10;
        if (day && days_too) {
            if (const auto date = read_date(item, object.diagnostics())) named.days.insert(*date);
        } else if (const auto time = read_local_time(item, object.diagnostics())) {
            named.times.insert(*time);
        }
    });
    return named;
}

// "2025-07-02", and with the time behind it for a further one on the same day.
std::string series_id(LocalTime start, bool first_of_day) {
    using std::chrono::floor;
    const auto day = floor<std::chrono::days>(start);
    if (first_of_day) return calendar::format_date(day);
    const std::chrono::hh_mm_ss<std::chrono::seconds> time{start - day};
    return fmt::format(
        "{}t{:02}{:02}", calendar::format_date(day), time.hours().count(), time.minutes().count());
}

// A series with an end of its own may run past the fiscal year; the reader then warns of that.
constexpr std::chrono::days kBeyond{3660};

std::string upper_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

bool has_end(const std::string& rule) {
    return rule.find("COUNT=") != std::string::npos || rule.find("UNTIL=") != std::string::npos;
}

// Shapes that RFC 5545 allows and the library behind us unfolds wrongly or for ever; better said
// than sent on a wrong day. Null for all others.
const char* not_unfolded(const std::string& rule) {
    const auto has = [&](std::string_view part) { return rule.find(part) != std::string::npos; };
    const bool by_month = has("FREQ=MONTHLY") || has("FREQ=YEARLY");
    if (!by_month && has("BYSETPOS")) return "BYSETPOS goes with MONTHLY and YEARLY only";
    if (!by_month && (has("BYMONTHDAY=-") || has(",-"))) {
        return "a negative BYMONTHDAY goes with MONTHLY and YEARLY only";
    }
    if (has("FREQ=YEARLY") && has("BYMONTHDAY") && !has("BYMONTH=")) {
        return "a yearly BYMONTHDAY needs BYMONTH";
    }
    if (has("BYHOUR") && has("BYSETPOS")) return "BYSETPOS does not go with BYHOUR";
    if (has("FREQ=SECONDLY") || has("FREQ=MINUTELY")) return "at most once an hour";
    if (has("FREQ=HOURLY") && (has("BYMONTH") || has("BYYEARDAY") || has("BYWEEKNO"))) {
        return "an hourly rule goes without months and days of the month";
    }
    const auto days = rule.find("BYDAY=");
    if (days != std::string::npos && !by_month) {
        const std::string list = rule.substr(days + 6, rule.find(';', days) - days - 6);
        if (list.find_first_of("0123456789") != std::string::npos) {
            return "a numbered BYDAY goes with MONTHLY and YEARLY only";
        }
    }
    return nullptr;
}

// The clock time of the sun in "2025-07-02Tsunset+30" under `key`; nothing where there is none.
std::optional<campaigns::ClockTime> sun_time_of(ObjectReader& object, const char* key) {
    const JsonNode* node = object.find(key);
    const bool text = node != nullptr && node->kind == JsonNode::Kind::string;
    if (!text || node->text.size() < 12) return {};
    return parse_sun_time(std::string_view(node->text).substr(11));
}

// The sun's times are those of each date.
std::optional<Occurrence> occurrence_on(ObjectReader& object,
                                        const Occurrence& first,
                                        LocalTime start,
                                        const ScheduleContext& context,
                                        bool by_sun) {
    const LocalDate day = std::chrono::floor<std::chrono::days>(start);
    const auto sun_start = by_sun ? sun_time_of(object, "start") : std::nullopt;
    const auto sun_end = by_sun ? sun_time_of(object, "end") : std::nullopt;
    Occurrence one;
    one.start = start;
    if (sun_start) {
        const auto moved = on_day(*sun_start, day, context, object.span(), object.diagnostics());
        if (!moved) return {};
        one.start = *moved;
    }
    one.end = one.start + (first.end - first.start);
    if (sun_end) {
        const auto ends = on_day(*sun_end, day, context, object.span(), object.diagnostics());
        if (!ends) return {};
        one.end = *ends;
    }
    return one;
}

void report_repeat(ObjectReader& object, Code code, std::string message, std::string help) {
    object.diagnostics().error(
        code, object.find("repeat")->span, std::move(message), std::move(help));
}

}  // namespace

std::vector<Occurrence> read_series(ObjectReader& object,
                                    const Occurrence& first,
                                    const ScheduleContext& context) {
    const Named except = read_named(object, "except", true);
    const Named also = read_named(object, "also", false);
    const JsonNode* rule = object.find("repeat", JsonNode::Kind::string);
    if (rule == nullptr) return {};
    const std::string text = upper_case(rule->text);
    if (const char* why = not_unfolded(text)) {
        report_repeat(object, Code::bad_repeat, tr(why), tr("list such dates in \"also\" instead"));
        return {};
    }
    const auto unfolded = calendar::unfold_rule(
        text, first.start, has_end(text) ? context.last + kBeyond : context.last, context.zone);
    if (!unfolded) {
        report_repeat(object,
                      Code::bad_repeat,
                      trf("\"{}\" is no recurrence rule", rule->text),
                      tr("write it as RFC 5545 says, like FREQ=WEEKLY;BYDAY=WE;COUNT=10"));
        return {};
    }
    std::set<LocalTime> starts(unfolded->begin(), unfolded->end());
    std::erase_if(starts, [&](LocalTime start) {
        return except.times.contains(start) ||
               except.days.contains(std::chrono::floor<std::chrono::days>(start));
    });
    starts.insert(also.times.begin(), also.times.end());
    if (starts.empty() || starts.size() > calendar::kMostRepeats) {
        report_repeat(object,
                      Code::too_many_repeats,
                      starts.empty()
                          ? std::string(tr("this series has no date at all"))
                          : trf("this series has more than {} dates", calendar::kMostRepeats),
                      tr("check the rule and its end; add COUNT or UNTIL"));
        return {};
    }
    std::vector<Occurrence> all;
    std::optional<LocalDate> day_before;
    for (const LocalTime start : starts) {
        const LocalDate day = std::chrono::floor<std::chrono::days>(start);
        // A date added by hand keeps the time that was written with it.
        auto one = occurrence_on(object, first, start, context, !also.times.contains(start));
        if (!one) return {};
        one->id = series_id(start, day_before != day);
        day_before = day;
        all.push_back(std::move(*one));
    }
    return all;
}

}  // namespace outreach::reading
