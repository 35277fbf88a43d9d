#include "campaigns/reading/schedule_reader.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "campaigns/calendar/era.hpp"
#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/moment_reader.hpp"
#include "campaigns/reading/range_reader.hpp"
#include "campaigns/reading/repeat_reader.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"

namespace outreach::reading {
namespace {

using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::Occurrence;
using Kind = JsonNode::Kind;
using std::chrono::days;

constexpr std::size_t kMostOccurrences = 400;
constexpr days kLongest{3660};

// {start, end} or {start, duration}
std::optional<Occurrence> read_timed(ObjectReader& object, const ScheduleContext& context) {
    Diagnostics& diagnostics = object.diagnostics();
    Occurrence occurrence;
    const auto start = read_moment(*object.need("start"), context, diagnostics);
    if (const JsonNode* end = object.find("end")) {
        const auto time = read_moment(*end, context, diagnostics);
        if (object.has("duration")) {
            diagnostics.error(Code::bad_schedule,
                              end->span,
                              tr("both \"end\" and \"duration\" are given"),
                              tr("keep one of the two"));
            return {};
        }
        if (!start || !time) return {};
        if (*time < *start) {
            report_order(diagnostics, end->span);
            return {};
        }
        occurrence.start = *start;
        occurrence.end = *time;
        return occurrence;
    }
    const JsonNode* duration = object.find("duration", Kind::string);
    if (duration == nullptr) {
        diagnostics.error(Code::bad_schedule,
                          object.span(),
                          tr("a start without an end"),
                          tr("add \"end\": \"2025-07-02T12:00\" or \"duration\": \"PT2H\""));
        return {};
    }
    const auto length = parse_duration(duration->text);
    if (!length) {
        diagnostics.error(Code::bad_duration,
                          duration->span,
                          trf("\"{}\" is no length of time", duration->text),
                          tr("write it like PT2H, PT90M or P1D"));
    }
    if (length && *length > kLongest) {
        diagnostics.error(Code::bad_duration,
                          duration->span,
                          tr("this is longer than ten years"),
                          tr("check the number and its letter"));
        return {};
    }
    if (!start || !length) return {};
    occurrence.start = *start;
    occurrence.end = *start + *length;
    return occurrence;
}

std::optional<calendar::DayRange> read_window_value(const JsonNode& node,
                                                    Diagnostics& diagnostics) {
    if (node.kind == Kind::object) {
        ObjectReader object(node, "window", diagnostics);
        const JsonNode* year = object.need("fiscal_year", Kind::string);
        object.finish();
        if (year == nullptr) return {};
        const auto parsed = calendar::parse_fiscal_year(year->text);
        if (!parsed) {
            diagnostics.error(Code::bad_fiscal_year,
                              year->span,
                              trf("\"{}\" is no fiscal year", year->text),
                              tr("write it like R7 or 2025"));
            return {};
        }
        return calendar::fiscal_year_days(*parsed);
    }
    if (node.kind != Kind::string) {
        report_type(diagnostics, node, "window", Kind::string);
        return {};
    }
    const auto window = calendar::parse_window(node.text);
    if (!window) {
        const auto mended = calendar::mend_moment(node.text);
        diagnostics.error(Code::bad_window,
                          node.span,
                          trf("\"{}\" is no date window", node.text),
                          mended
                              ? trf("write \"{}\"; \"outreach fmt --fix\" does it for you", *mended)
                              : tr("write a month (2025-11), months (2025-11/2025-12) or days "
                                   "(2025-11-01/2025-11-15), the earlier first"));
    }
    return window;
}

std::optional<Occurrence> read_window(ObjectReader& object, Diagnostics& diagnostics) {
    const auto range = read_window_value(*object.need("window"), diagnostics);
    if (!range) return {};
    Occurrence occurrence;
    occurrence.window = true;
    occurrence.all_day = true;
    occurrence.start = LocalTime{range->first};
    occurrence.end = LocalTime{range->last + days{1}};
    return occurrence;
}

std::optional<Occurrence> read_day(ObjectReader& object, Diagnostics& diagnostics) {
    const auto date = read_date(*object.need("date"), diagnostics);
    if (!date) return {};
    Occurrence occurrence;
    occurrence.all_day = true;
    occurrence.start = LocalTime{*date};
    occurrence.end = LocalTime{*date + days{1}};
    return occurrence;
}

std::vector<Occurrence> skip_series(ObjectReader& object) {
    for (const char* key : {"repeat", "except", "also"}) object.find(key);
    return {};
}

// One shape; a series gives several.
std::vector<Occurrence> read_shape(ObjectReader& object, const ScheduleContext& context) {
    Diagnostics& diagnostics = object.diagnostics();
    std::optional<Occurrence> one;
    if (object.has("window")) {
        one = read_window(object, diagnostics);
    } else if (object.has("date")) {
        one = read_day(object, diagnostics);
    } else if (object.has("from") || object.has("to")) {
        one = read_range(object, context);
    } else if (object.has("start")) {
        one = read_timed(object, context);
        if (object.has("repeat")) {
            return one ? read_series(object, *one, context) : skip_series(object);
        }
    } else {
        diagnostics.error(Code::bad_schedule,
                          object.span(),
                          tr("this schedule has no known shape"),
                          tr("use {start, end}, {date}, {from, to}, {window} or {occurrences}"));
        for (const char* key : {"start",
                                "end",
                                "duration",
                                "date",
                                "from",
                                "to",
                                "daily",
                                "closed",
                                "window",
                                "repeat",
                                "except",
                                "also",
                                "occurrences"}) {
            object.find(key);
        }
    }
    if (!one) return {};
    return {std::move(*one)};
}

void read_occurrences(ObjectReader& object,
                      const ScheduleContext& context,
                      campaigns::Schedule& into) {
    Diagnostics& diagnostics = object.diagnostics();
    std::set<std::string> ids;
    object.each("occurrences", kMostOccurrences, [&](const JsonNode& item) {
        ObjectReader inner(item, "occurrence", diagnostics);
        if (item.kind != Kind::object) return;
        std::string id;
        if (inner.has("id")) id = inner.need_id("id");
        auto some = read_shape(inner, context);
        inner.finish();
        if (!id.empty() && !ids.insert(id).second) {
            diagnostics.error(Code::duplicate_id,
                              item.span,
                              trf("two occurrences have the id \"{}\"", id),
                              tr("give each its own"));
        }
        for (Occurrence& each : some) {
            if (!id.empty()) each.id = each.id.empty() ? id : id + "-" + each.id;
            into.occurrences.push_back(std::move(each));
        }
    });
}

// Two series may meet on a day; then nothing would tell their notices apart.
void report_doubled(ObjectReader& object, const campaigns::Schedule& schedule) {
    std::set<std::string> ids;
    for (const Occurrence& each : schedule.occurrences) {
        if (each.id.empty() || ids.insert(each.id).second) continue;
        object.diagnostics().error(Code::duplicate_id,
                                   {object.span().begin, object.span().begin + 1},
                                   trf("two occurrences have the id \"{}\"", each.id),
                                   tr("give each series its own \"id\""));
        return;
    }
}

}  // namespace

std::optional<campaigns::Schedule> read_schedule(const JsonNode& node,
                                                 const ScheduleContext& context,
                                                 Diagnostics& diagnostics) {
    ObjectReader object(node, "schedule", diagnostics);
    if (node.kind != Kind::object) return {};
    campaigns::Schedule schedule;
    if (object.has("occurrences")) {
        read_occurrences(object, context, schedule);
        const JsonNode* list = object.find("occurrences");
        if (list->kind == Kind::array && list->items.empty()) {
            diagnostics.error(Code::bad_schedule,
                              list->span,
                              tr("a list without any date"),
                              tr("write the dates, or a {window} while they are not known"));
        }
    } else {
        schedule.occurrences = read_shape(object, context);
    }
    object.finish();
    std::stable_sort(schedule.occurrences.begin(),
                     schedule.occurrences.end(),
                     [](const Occurrence& a, const Occurrence& b) {
                         return std::tie(a.start, a.end, a.id) < std::tie(b.start, b.end, b.id);
                     });
    if (!diagnostics.has_errors()) report_doubled(object, schedule);
    return schedule;
}

}  // namespace outreach::reading
