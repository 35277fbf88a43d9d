// Random campaigns against what must hold of any plan, whatever its file says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <random>
#include <set>
#include <sstream>

#include "campaigns/calendar/local_time.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

using namespace std::chrono;
using namespace campaigns;
using namespace calendar;

constexpr const char* kEnds = R"("16:00" "24:00")";
constexpr const char* kAnchors = "start start end window application_deadline decision";
constexpr const char* kZones =
    "Asia/Tokyo America/New_York Europe/Berlin Australia/Lord_Howe America/Santiago";
const SysTime kNow = test::at("2025-03-01T00:00:00+09:00");

template <class T>
using Spans = std::vector<std::pair<T, T>>;
template <class T>
bool lies_in(const Spans<T>& spans, T at) {
    return std::ranges::any_of(
        spans, [&](const auto& span) { return span.first <= at && at < span.second; });
}

// When the office works, told again as simply as can be.
struct Office {
    std::string workdays{};  // as in the file; empty: no sending hours at all
    Spans<seconds> hours_of_a_day{{hours{0}, hours{24}}};
    LocalDate closed{};
    LocalDate opened{};
    Spans<LocalTime> quiet{};

    bool works_on(LocalDate day) const {
        if (workdays.empty() || day == opened) return true;
        if (day == closed) return false;
        const unsigned name = weekday{day}.c_encoding();
        if (workdays == "\"all\"") return true;
        if (workdays.starts_with('[')) return name == 1 || name == 4 || name == 6;
        if (name == 0 || name == 6) return false;
        return workdays == "\"weekdays\"" || !calendar::Holidays::by_law().contains(day);
    }
    bool is_open(LocalTime time) const {
        const LocalDate day = floor<days>(time);
        return works_on(day) && lies_in<seconds>(hours_of_a_day, time - day);
    }
};

std::string in_quotes(const std::string& text) {
    return "\"" + text + "\"";
}
// Members begin with a comma each; an object leaves out the first.
std::string member(const std::string& name, const std::string& value) {
    return "," + in_quotes(name) + ":" + value;
}
std::string text_member(const std::string& name, const std::string& value) {
    return member(name, in_quotes(value));
}
std::string object(const std::string& members) {
    return "{" + members.substr(1) + "}";
}

// Writes a random campaign file, and remembers its office.
class Writer {
public:
    Office office;

    explicit Writer(unsigned seed) : engine_(seed) {}
    std::string campaign() {
        std::string text = R"(,"format":1,"id":"c","title":"試験","fiscal_year":"R7",)"
                           R"("organizer":{"name":"市","partner":"city"})";
        text += text_member("timezone", any(kZones));
        if (!one_in(4)) text += sending();
        text += member("quiet_periods", list(from(0, 3), [this](int) { return quiet_period(); }));
        if (one_in(3)) text += text_member("approval", "required");
        const auto one = [this](int number) { return activity(number); };
        return object(text + member("activities", list(from(1, 3), one)));
    }

private:
    int from(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
    bool one_in(int count) { return from(1, count) == 1; }
    std::string any(const char* words) {
        std::istringstream stream(words);
        const std::vector<std::string> all{std::istream_iterator<std::string>(stream), {}};
        return all[static_cast<std::size_t>(from(0, static_cast<int>(all.size()) - 1))];
    }
    LocalDate any_day() { return LocalDate{year{2025} / April / 1} + days{from(0, 340)}; }
    std::string clock() { return any("00:00 02:30 06:00 10:00 12:30 17:15 18:00 23:45"); }
    std::string moment() { return in_quotes(format_date(any_day()) + "T" + clock()); }
    template <class Item>
    static std::string list(int count, Item item) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "," + item(i);
        return "[" + (text.empty() ? text : text.substr(1)) + "]";
    }

    std::string sending() {
        office.workdays = any(R"("business" "weekdays" "all" ["mon","thu","sat"])");
        office.closed = any_day();
        office.opened = any_day();
        std::string text = member("days", office.workdays) +
                           member("closed", "[" + in_quotes(format_date(office.closed)) + "]") +
                           member("open", "[" + in_quotes(format_date(office.opened)) + "]");
        if (one_in(2)) {
            office.hours_of_a_day = {{minutes{525}, minutes{735}}, {hours{13}, hours{24}}};
            text += member("hours", R"(["08:45/12:15","13:00/24:00"])");
        }
        return member("sending", object(text));
    }
    std::string quiet_period() {
        const LocalTime begin = LocalTime{any_day()} + hours{from(0, 23)};
        const LocalTime end = begin + hours{from(1, 200)};
        office.quiet.emplace_back(begin, end);
        return object(text_member("from", format_local(begin)) +
                      text_member("to", format_local(end)));
    }
    std::string shape() {
        const LocalDate day = any_day();
        const std::string date = format_date(day);
        const int form = from(0, 5);
        if (form == 0) return text_member("date", date);
        if (form == 1) return text_member("window", date.substr(0, 7));
        if (form == 2) {
            return text_member("from", date) + member("closed", R"(["weekends"])") +
                   text_member("to", format_date(day + days{from(2, 9)})) +
                   member("daily", R"({"start":"10:00","end":)" + any(kEnds) + "}");
        }
        const std::string start = text_member("start", date + "T" + clock()) +
                                  member("duration", any(R"("PT30M" "PT2H" "P2D")"));
        if (form != 3) return start;
        return start + member("repeat", any(R"("FREQ=WEEKLY;COUNT=4" "FREQ=DAILY;COUNT=3")"));
    }
    std::string schedule() {
        if (!one_in(4)) return object(shape());
        const std::string one = object(text_member("id", "one") + shape());
        const std::string two = object(text_member("id", "two") + shape());
        return object(member("occurrences", "[" + one + "," + two + "]"));
    }
    std::string when() {
        const int form = from(0, 9);
        if (form == 0) return R"({"on":"announced"})";
        if (form == 1) return object(member("at", moment()));
        const std::string unit = any("minutes hours days weeks months business_days");
        std::string text = member(unit, std::to_string(from(0, 12)));
        text += text_member(any("before after"), any(kAnchors));
        const bool clocked = unit != "minutes" && unit != "hours";
        if (clocked && one_in(2)) text += text_member("at", clock());
        if (one_in(4)) text += text_member("roll", "none");
        return object(text);
    }
    std::string rule(int number) {
        std::string text = text_member("id", "r" + std::to_string(number));
        text += text_member("purpose", any("reminder announcement report start end"));
        text += text_member("each", any("occurrence day activity")) + member("when", when());
        if (one_in(4)) text += member("urgent", any("true false"));
        return object(text);
    }
    std::string activity(int number) {
        std::string text =
            text_member("id", "x" + std::to_string(number)) + R"(,"kind":"other","title":"活動")";
        text += member("partners", any(R"(["a"] ["b","a"] ["@all"])"));
        text += member("schedule", schedule());
        if (one_in(3)) text += member("application", R"({"deadline":)" + moment() + "}");
        if (one_in(3)) text += member("decisions", R"([{"default":"go","at":)" + moment() + "}]");
        const auto one = [this](int each) { return rule(each); };
        return object(text + member("notices", list(from(1, 4), one)));
    }

    std::mt19937 engine_;
};

CompiledCampaign planned(const Campaign& campaign) {
    static const auto kAround = test::surroundings();
    journal::Ledger ledger;
    ledger.apply(observe(campaign, kAround->partners, {}, kNow));
    return {kAround, campaign, ledger.history(campaign.id), kNow, false};
}

// Stops at the first campaign that fails, with its seed and its file.
template <class Check>
void for_each_campaign(Check check) {
    for (unsigned seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
        Writer writer(seed);
        const std::string json = writer.campaign();
        SCOPED_TRACE("seed " + std::to_string(seed) + ": " + json);
        Campaign file;
        ASSERT_NO_THROW(file = test::read_valid(json));
        check(planned(file), writer.office, json);
    }
}
template <class Check>
void for_each_notice(Check check) {
    int checked = 0;
    for_each_campaign([&](const CompiledCampaign& campaign, const Office& office, const auto&) {
        for (const PlannedNotice& notice : campaign.plan().notices) {
            SCOPED_TRACE(campaign.id_of(notice) + " of " + campaign.rule_of(notice).id.str());
            const auto* lead = std::get_if<LeadTime>(&campaign.rule_of(notice).when);
            if (check(campaign, notice, lead, office)) ++checked;
        }
    });
    EXPECT_GT(checked, 100);
}

LocalTime anchor_of(const CompiledCampaign& campaign, const PlannedNotice& notice, Anchor anchor) {
    const TimeSpan span = span_of(campaign.activity_of(notice), notice.occurrence, notice.day);
    if (anchor == Anchor::application_deadline) return *span.application_deadline;
    if (anchor == Anchor::decision) return *span.decision;
    return anchor == Anchor::end ? span.end : span.start;
}
// No months are shorter than 28 days, and no business day than a day.
SysTime earliest_after(const Zone& zone, LocalTime anchor, const LeadTime& lead) {
    if (lead.unit == Unit::minutes) return zone.to_instant(anchor) + minutes{lead.amount};
    if (lead.unit == Unit::hours) return zone.to_instant(anchor) + hours{lead.amount};
    const bool ends = lead.anchor == Anchor::end || lead.anchor == Anchor::application_deadline;
    const LocalDate day = floor<days>(ends ? anchor - seconds{1} : anchor);
    const int unit = lead.unit == Unit::weeks ? 7 : lead.unit == Unit::months ? 28 : 1;
    const seconds time = lead.at ? seconds{*lead.at} : anchor - day;
    return zone.to_instant(day + days{unit * lead.amount} + time);
}
bool keeps_office_hours(const Rule& rule) {
    static const std::set<Purpose> kBound{
        Purpose::reminder, Purpose::announcement, Purpose::report, Purpose::chaser};
    return rule.urgent ? !*rule.urgent : kBound.contains(rule.purpose);
}

TEST(PlanProperty, NothingThatFollowsComesBeforeItsLeadTimeIsOver) {
    for_each_notice([](const auto& campaign, const auto& notice, const auto* lead, const auto&) {
        if (lead == nullptr || lead->before) return false;
        const LocalTime anchor = anchor_of(campaign, notice, lead->anchor);
        EXPECT_GE(notice.due, earliest_after(campaign.zone(), anchor, *lead));
        return true;
    });
}

TEST(PlanProperty, WhatKeepsHoursIsNeverDueWhenClosedOrQuiet) {
    for_each_notice([](const auto& campaign, const auto& notice, auto, const Office& office) {
        if (!keeps_office_hours(campaign.rule_of(notice))) return false;
        const LocalTime due = campaign.zone().to_local(notice.due);
        EXPECT_TRUE(office.is_open(due));
        EXPECT_FALSE(lies_in(office.quiet, due));
        return true;
    });
}

TEST(PlanProperty, WhatGoesBeforeIsInTimeOrExpires) {
    for_each_notice([](const auto& campaign, const auto& notice, const auto* lead, const auto&) {
        EXPECT_LE(notice.queue_time(), notice.deadline);
        if (lead == nullptr || !lead->before || lead->amount == 0) return false;
        const LocalTime anchor = anchor_of(campaign, notice, lead->anchor);
        const bool in_time = notice.due < campaign.zone().to_instant(anchor);
        EXPECT_TRUE(in_time || notice.due >= notice.deadline);
        return true;
    });
}

TEST(PlanProperty, EveryIdAndNumberIsUnique) {
    for_each_campaign([](const CompiledCampaign& campaign, const Office&, const auto&) {
        std::set<std::string> ids;
        for (const PlannedNotice& notice : campaign.plan().notices) {
            EXPECT_TRUE(ids.insert(campaign.id_of(notice)).second);
            EXPECT_EQ(campaign.find(notice.number), &notice);
        }
    });
}

TEST(PlanProperty, NeitherTheOrderOfTheFileNorTheMachinesTimeZoneMatters) {
    std::mt19937 engine(7);
    for_each_campaign([&](const CompiledCampaign& campaign, const Office&, const auto& json) {
        for (const char* zone : {"America/Los_Angeles", "Pacific/Kiritimati", "UTC"}) {
            ::setenv("TZ", zone, 1);
            ::tzset();
            auto shuffled = test::read_valid(json);
            std::ranges::shuffle(shuffled.activities, engine);
            for (auto& each : shuffled.activities) {
                std::ranges::shuffle(each.rules, engine);
                std::ranges::shuffle(each.partners, engine);
            }
            EXPECT_EQ(planned(shuffled).digest(), campaign.digest()) << zone;
        }
    });
    ::unsetenv("TZ");
    ::tzset();
}

}  // namespace
}  // namespace outreach::plan
