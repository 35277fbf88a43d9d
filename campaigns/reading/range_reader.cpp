#include "campaigns/reading/range_reader.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "campaigns/calendar/era.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/moment_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::LocalDate;
using campaigns::Occurrence;
using Kind = JsonNode::Kind;
using std::chrono::days;

constexpr days kLongestRange{3660};

std::optional<campaigns::DailyHours> read_daily(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "daily", diagnostics);
    const JsonNode* start = object.need("start");
    const JsonNode* end = object.need("end");
    object.finish();
    if (start == nullptr || end == nullptr) return {};
    const auto from = read_clock_time(*start, false, diagnostics);
    const auto to = read_clock_time(*end, true, diagnostics);
    if (!from || !to) return {};
    if (!from->sun && !to->sun && to->time <= from->time) {
        report_order(diagnostics, end->span);
        return {};
    }
    return campaigns::DailyHours{*from, *to};
}

bool looks_like_date(const std::string& text) {
    const bool digit = !text.empty() && text[0] >= '0' && text[0] <= '9';
    return digit || calendar::mend_moment(text).has_value();
}

// The days of a range that `closed` leaves out.
std::set<LocalDate> read_closed(ObjectReader& object,
                                LocalDate first,
                                LocalDate last,
                                const calendar::Holidays& holidays) {
    static constexpr std::array<std::string_view, 7> kNames{
        "sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    std::set<LocalDate> closed;
    const auto close = [&](auto is_closed) {
        for (LocalDate day = first; day <= last; day += days{1}) {
            if (is_closed(day)) closed.insert(day);
        }
    };
    object.each("closed", 400, [&](const JsonNode& item) {
        const std::string& text = item.text;
        const auto name = std::find(kNames.begin(), kNames.end(), text);
        if (text == "weekends") {
            close([](LocalDate day) {
                const std::chrono::weekday name_of{day};
                return name_of == std::chrono::Saturday || name_of == std::chrono::Sunday;
            });
        } else if (text == "holidays") {
            close([&](LocalDate day) { return holidays.contains(day); });
        } else if (name != kNames.end()) {
            const auto wanted = static_cast<unsigned>(name - kNames.begin());
            close([&](LocalDate day) { return std::chrono::weekday{day}.c_encoding() == wanted; });
        } else if (item.kind == Kind::string && !looks_like_date(text)) {
            report_choice(
                object.diagnostics(),
                item,
                {"weekends", "holidays", "mon", "tue", "wed", "thu", "fri", "sat", "sun"});
        } else if (const auto date = read_date(item, object.diagnostics())) {
            closed.insert(*date);
        }
    });
    return closed;
}

// Works out the hours of each open day; false after a report.
bool unfold_days(ObjectReader& object,
                 Occurrence& occurrence,
                 LocalDate first,
                 LocalDate last,
                 const ScheduleContext& context) {
    Diagnostics& diagnostics = object.diagnostics();
    const auto closed = read_closed(object, first, last, context.holidays);
    const campaigns::DailyHours whole{{{}, std::chrono::minutes{0}}, {{}, std::chrono::hours{24}}};
    const campaigns::DailyHours& hours = occurrence.daily ? *occurrence.daily : whole;
    const JsonNode* daily = object.find("daily");
    const Span where = daily == nullptr ? object.span() : daily->span;
    for (LocalDate day = first; day <= last; day += days{1}) {
        if (closed.contains(day)) continue;
        const auto start = on_day(hours.start, day, context, where, diagnostics);
        if (!start) return false;
        const auto end = on_day(hours.end, day, context, where, diagnostics);
        if (!end) return false;
        if (*end <= *start) {
            report_order(diagnostics, where);
            return false;
        }
        occurrence.days.push_back({*start, *end});
    }
    if (!occurrence.days.empty()) return true;
    diagnostics.error(Code::bad_schedule,
                      object.find("closed")->span,
                      tr("every day of this range is closed"),
                      tr("correct the range, or what is closed"));
    return false;
}

}  // namespace

std::optional<Occurrence> read_range(ObjectReader& object, const ScheduleContext& context) {
    Diagnostics& diagnostics = object.diagnostics();
    const JsonNode* from_node = object.need("from");
    const JsonNode* to_node = object.need("to");
    const JsonNode* daily_node = object.find("daily");
    object.find("closed");
    Occurrence occurrence;
    if (daily_node != nullptr) occurrence.daily = read_daily(*daily_node, diagnostics);
    if (from_node == nullptr || to_node == nullptr) return {};
    const auto from = read_date(*from_node, diagnostics);
    const auto to = read_date(*to_node, diagnostics);
    if (!from || !to || (daily_node != nullptr && !occurrence.daily)) return {};
    if (*to < *from) {
        report_order(diagnostics, to_node->span);
        return {};
    }
    if (*to - *from > kLongestRange) {
        diagnostics.error(Code::out_of_range,
                          to_node->span,
                          tr("this range is longer than ten years"),
                          tr("check the year"));
        return {};
    }
    occurrence.all_day = !occurrence.daily;
    if (object.has("closed")) occurrence.closed = object.texts("closed", 400);
    if (!unfold_days(object, occurrence, *from, *to, context)) return {};
    occurrence.start = occurrence.days.front().start;
    occurrence.end = occurrence.days.back().end;
    return occurrence;
}

void report_order(Diagnostics& diagnostics, Span where) {
    diagnostics.error(Code::ends_before_start,
                      where,
                      tr("this ends before it starts"),
                      tr("exchange the two, or correct one of them"));
}

}  // namespace outreach::reading
