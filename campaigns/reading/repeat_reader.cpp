#include "campaigns/reading/repeat_reader.hpp"

#include <algorithm>
#include <set>

#include "campaigns/calendar/recurrence.hpp"
#include "campaigns/reading/common_readers.hpp"

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

// "2025-07-02", or with the time where a day has several.
std::string series_id(LocalTime start, bool alone) {
    using std::chrono::floor;
    const auto day = floor<std::chrono::days>(start);
    if (alone) return calendar::format_date(day);
    const std::chrono::hh_mm_ss<std::chrono::seconds> time{start - day};
    return fmt::format(
        "{}t{:02}{:02}", calendar::format_date(day), time.hours().count(), time.minutes().count());
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
    const auto days = rule.find("BYDAY=");
    if (days != std::string::npos && !by_month) {
        const std::string list = rule.substr(days + 6, rule.find(';', days) - days - 6);
        if (list.find_first_of("0123456789") != std::string::npos) {
            return "a numbered BYDAY goes with MONTHLY and YEARLY only";
        }
    }
    return nullptr;
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
    if (const char* why = not_unfolded(rule->text)) {
        report_repeat(object, Code::bad_repeat, tr(why), tr("list such dates in \"also\" instead"));
        return {};
    }
    const auto unfolded = calendar::unfold_rule(rule->text, first.start, context.last);
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
    std::map<LocalDate, int> per_day;
    for (const LocalTime start : starts) ++per_day[std::chrono::floor<std::chrono::days>(start)];
    std::vector<Occurrence> all;
    for (const LocalTime start : starts) {
        Occurrence one;
        one.start = start;
        one.end = start + (first.end - first.start);
        one.id = series_id(start, per_day[std::chrono::floor<std::chrono::days>(start)] == 1);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace outreach::reading
