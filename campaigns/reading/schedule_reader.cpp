#include "campaigns/reading/schedule_reader.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"
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

void report_order(Diagnostics& diagnostics, Span where) {
    diagnostics.error(Code::ends_before_start,
                      where,
                      tr("this ends before it starts"),
                      tr("exchange the two, or correct one of them"));
}

// {start, end} or {start, duration}
std::optional<Occurrence> read_timed(ObjectReader& object, Diagnostics& diagnostics) {
    Occurrence occurrence;
    const auto start = read_local_time(*object.need("start"), diagnostics);
    if (const JsonNode* end = object.find("end")) {
        const auto time = read_local_time(*end, diagnostics);
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
    if (!start || !length) return {};
    occurrence.start = *start;
    occurrence.end = *start + *length;
    return occurrence;
}

std::optional<campaigns::DailyHours> read_daily(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "daily", diagnostics);
    const JsonNode* start = object.need("start");
    const JsonNode* end = object.need("end");
    object.finish();
    if (start == nullptr || end == nullptr) return {};
    const auto from = read_time_of_day(*start, false, diagnostics);
    const auto to = read_time_of_day(*end, true, diagnostics);
    if (!from || !to) return {};
    if (*to <= *from) {
        report_order(diagnostics, end->span);
        return {};
    }
    return campaigns::DailyHours{*from, *to};
}

// {from, to, daily?}
std::optional<Occurrence> read_range(ObjectReader& object, Diagnostics& diagnostics) {
    const JsonNode* from_node = object.need("from");
    const JsonNode* to_node = object.need("to");
    const JsonNode* daily_node = object.find("daily");
    object.refuse("closed",
                  "closed days come with the calendar; list the open days as occurrences");
    std::optional<campaigns::DailyHours> daily;
    if (daily_node != nullptr) daily = read_daily(*daily_node, diagnostics);
    if (from_node == nullptr || to_node == nullptr) return {};
    const auto from = read_date(*from_node, diagnostics);
    const auto to = read_date(*to_node, diagnostics);
    if (!from || !to || (daily_node != nullptr && !daily)) return {};
    if (*to < *from) {
        report_order(diagnostics, to_node->span);
        return {};
    }
    Occurrence occurrence;
    occurrence.all_day = !daily;
    occurrence.daily = daily;
    occurrence.start = LocalTime{*from} + (daily ? daily->start : std::chrono::minutes{0});
    occurrence.end = daily ? LocalTime{*to} + daily->end : LocalTime{*to + days{1}};
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
        diagnostics.error(Code::bad_window,
                          node.span,
                          trf("\"{}\" is no date window", node.text),
                          tr("write a month (2025-11), months (2025-11/2025-12) or days "
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

std::optional<Occurrence> read_one(ObjectReader& object, Diagnostics& diagnostics) {
    object.refuse("repeat", "write the dates as occurrences until recurrence rules are supported");
    if (object.has("repeat")) {
        for (const char* key : {"start", "end", "duration", "except", "also"}) object.find(key);
        return {};
    }
    if (object.has("window")) return read_window(object, diagnostics);
    if (object.has("date")) return read_day(object, diagnostics);
    if (object.has("from") || object.has("to")) return read_range(object, diagnostics);
    if (object.has("start")) return read_timed(object, diagnostics);
    diagnostics.error(Code::bad_schedule,
                      object.span(),
                      tr("this schedule has no known shape"),
                      tr("use {start, end}, {date}, {from, to}, {window} or {occurrences}"));
    for (const char* key :
         {"start", "end", "duration", "date", "from", "to", "daily", "window", "occurrences"}) {
        object.find(key);
    }
    return {};
}

void read_occurrences(ObjectReader& object, Diagnostics& diagnostics, campaigns::Schedule& into) {
    std::set<std::string> ids;
    object.each("occurrences", kMostOccurrences, [&](const JsonNode& item) {
        ObjectReader inner(item, "occurrence", diagnostics);
        if (item.kind != Kind::object) return;
        std::string id;
        if (inner.has("id")) id = inner.need_id("id");
        auto occurrence = read_one(inner, diagnostics);
        inner.finish();
        if (!id.empty() && !ids.insert(id).second) {
            diagnostics.error(Code::duplicate_id,
                              item.span,
                              trf("two occurrences have the id \"{}\"", id),
                              tr("give each its own"));
        }
        if (!occurrence) return;
        occurrence->id = std::move(id);
        into.occurrences.push_back(std::move(*occurrence));
    });
}

}  // namespace

std::optional<campaigns::Schedule> read_schedule(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "schedule", diagnostics);
    if (node.kind != Kind::object) return {};
    campaigns::Schedule schedule;
    if (object.has("occurrences")) {
        read_occurrences(object, diagnostics, schedule);
    } else if (auto one = read_one(object, diagnostics)) {
        schedule.occurrences.push_back(std::move(*one));
    }
    object.finish();
    std::stable_sort(schedule.occurrences.begin(),
                     schedule.occurrences.end(),
                     [](const Occurrence& a, const Occurrence& b) {
                         return std::tie(a.start, a.end, a.id) < std::tie(b.start, b.end, b.id);
                     });
    return schedule;
}

}  // namespace outreach::reading
