#include "campaigns/reading/sending_reader.hpp"

#include <algorithm>

#include "campaigns/calendar/era.hpp"
#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/range_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::HoursSpan;
using campaigns::LocalTime;
using campaigns::Sending;
using Kind = JsonNode::Kind;
using std::chrono::days;

constexpr std::array<std::string_view, 7> kWeekdays{
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr days kLongestClosure{366};

// "08:45/17:15"
std::optional<HoursSpan> read_span(const JsonNode& node, Diagnostics& diagnostics) {
    if (node.kind != Kind::string) {
        report_type(diagnostics, node, "hours", Kind::string);
        return {};
    }
    const auto slash = node.text.find('/');
    const auto start = calendar::parse_time_of_day(node.text.substr(0, slash), false);
    const auto end = slash == std::string::npos
                         ? std::nullopt
                         : calendar::parse_time_of_day(node.text.substr(slash + 1), true);
    if (!start || !end) {
        const std::string plain = calendar::half_width(node.text);
        diagnostics.error(Code::bad_sending,
                          node.span,
                          trf("\"{}\" are no hours", node.text),
                          plain != node.text
                              ? trf("write \"{}\"; \"outreach fmt --fix\" does it for you", plain)
                              : std::string(tr("write them like 08:45/17:15")));
        return {};
    }
    if (*end <= *start) {
        report_order(diagnostics, node.span);
        return {};
    }
    return HoursSpan{*start, *end};
}

void read_hours(ObjectReader& object, Sending& sending) {
    const JsonNode* node = object.find("hours");
    if (node == nullptr) return;
    sending.hours.clear();
    if (node->kind == Kind::string) {
        if (const auto span = read_span(*node, object.diagnostics())) {
            sending.hours.push_back(*span);
        }
        return;
    }
    object.each("hours", 10, [&](const JsonNode& item) {
        const auto span = read_span(item, object.diagnostics());
        if (!span) return;
        if (!sending.hours.empty() && span->start < sending.hours.back().end) {
            object.diagnostics().error(Code::bad_sending,
                                       item.span,
                                       tr("these hours begin before the ones above end"),
                                       tr("list them in order, apart from each other"));
            return;
        }
        sending.hours.push_back(*span);
    });
    if (node->kind == Kind::array && node->items.empty()) {
        object.diagnostics().error(Code::bad_sending,
                                   node->span,
                                   tr("without hours nothing could ever be sent"),
                                   tr("write them like 08:45/17:15"));
    }
}

void read_days(ObjectReader& object, Sending& sending) {
    const JsonNode* node = object.find("days");
    if (node == nullptr) return;
    if (node->kind == Kind::array) {
        sending.weekdays.fill(false);
        sending.closed_on_holidays = false;
        object.each("days", 7, [&](const JsonNode& item) {
            const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), item.text);
            if (item.kind != Kind::string || found == kWeekdays.end()) {
                report_choice(
                    object.diagnostics(), item, {"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
                return;
            }
            sending.weekdays[static_cast<std::size_t>(found - kWeekdays.begin())] = true;
        });
        const bool never = std::none_of(
            sending.weekdays.begin(), sending.weekdays.end(), [](bool on) { return on; });
        if (never && node->items.empty()) {
            object.diagnostics().error(Code::bad_sending,
                                       node->span,
                                       tr("without days nothing could ever be sent"),
                                       tr("write \"business\", \"weekdays\", \"all\" or a list"));
        }
        return;
    }
    if (node->kind != Kind::string) {
        report_type(object.diagnostics(), *node, "days", Kind::string);
    } else if (node->text == "all") {
        sending.weekdays.fill(true);
        sending.closed_on_holidays = false;
        sending.days_named = false;
    } else if (node->text == "weekdays") {
        sending.closed_on_holidays = false;
    } else if (node->text != "business") {
        report_choice(object.diagnostics(), *node, {"business", "weekdays", "all"});
    }
}

void read_closures(ObjectReader& object, Sending& sending) {
    Diagnostics& diagnostics = object.diagnostics();
    object.each("closed", 400, [&](const JsonNode& item) {
        if (item.kind != Kind::object) {
            if (const auto day = read_date(item, diagnostics)) sending.closed.emplace(*day, "");
            return;
        }
        ObjectReader closure(item, "closure", diagnostics);
        const JsonNode* from_node = closure.need("from");
        const JsonNode* to_node = closure.need("to");
        const std::string reason = closure.text("reason", 400);
        closure.finish();
        if (from_node == nullptr || to_node == nullptr) return;
        const auto from = read_date(*from_node, diagnostics);
        const auto to = read_date(*to_node, diagnostics);
        if (!from || !to) return;
        if (*to < *from || *to - *from > kLongestClosure) {
            report_order(diagnostics, to_node->span);
            return;
        }
        for (auto day = *from; day <= *to; day += days{1}) sending.closed[day] = reason;
    });
    object.each("open", 400, [&](const JsonNode& item) {
        if (const auto day = read_date(item, diagnostics)) sending.open.push_back(*day);
    });
    std::sort(sending.open.begin(), sending.open.end());
}

// A date, from its beginning or to its end, or a local time.
std::optional<LocalTime> read_edge(const JsonNode& node, bool end, Diagnostics& diagnostics) {
    if (node.kind == Kind::string && node.text.find('T') != std::string::npos) {
        return read_local_time(node, diagnostics);
    }
    const auto day = read_date(node, diagnostics);
    if (!day) return {};
    return LocalTime{*day + days{end ? 1 : 0}};
}

}  // namespace

std::optional<Sending> read_sending(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "sending", diagnostics);
    if (node.kind != Kind::object) return {};
    Sending sending;
    read_hours(object, sending);
    read_days(object, sending);
    read_closures(object, sending);
    object.finish();
    return sending;
}

std::vector<campaigns::QuietPeriod> read_quiet_periods(ObjectReader& object) {
    std::vector<campaigns::QuietPeriod> periods;
    Diagnostics& diagnostics = object.diagnostics();
    object.each("quiet_periods", 100, [&](const JsonNode& item) {
        ObjectReader period(item, "quiet period", diagnostics);
        if (item.kind != Kind::object) return;
        const JsonNode* from_node = period.need("from");
        const JsonNode* to_node = period.need("to");
        const std::string reason = period.text("reason", 400);
        period.finish();
        if (from_node == nullptr || to_node == nullptr) return;
        const auto from = read_edge(*from_node, false, diagnostics);
        const auto to = read_edge(*to_node, true, diagnostics);
        if (!from || !to) return;
        if (*to <= *from) {
            report_order(diagnostics, to_node->span);
            return;
        }
        periods.push_back({*from, *to, reason});
    });
    std::sort(periods.begin(), periods.end(), [](const auto& a, const auto& b) {
        return a.from < b.from;
    });
    return periods;
}

}  // namespace outreach::reading
