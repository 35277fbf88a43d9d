#include <gtest/gtest.h>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/wording/dates.hpp"
#include "campaigns/wording/templates.hpp"

namespace outreach::wording {
namespace {

using campaigns::MessageLanguage;
using campaigns::Occurrence;

campaigns::LocalTime local(const char* text) {
    return *calendar::parse_local_time(text);
}

TEST(Dates, EraYearsAndWeekdays) {
    EXPECT_EQ(format_day(*calendar::parse_date("2025-07-02"), MessageLanguage::ja),
              "令和7年7月2日（水）");
    EXPECT_EQ(format_day(*calendar::parse_date("2019-05-01"), MessageLanguage::ja),
              "令和元年5月1日（水）");
    EXPECT_EQ(format_day(*calendar::parse_date("2019-04-30"), MessageLanguage::ja),
              "平成31年4月30日（火）");
    EXPECT_EQ(format_day(*calendar::parse_date("2025-07-02"), MessageLanguage::en),
              "Wednesday, 2 July 2025");
}

TEST(Dates, EveryShapeOfAnOccurrence) {
    Occurrence timed;
    timed.start = local("2025-07-02T10:00");
    timed.end = local("2025-07-02T12:00");
    EXPECT_EQ(format_when(timed, MessageLanguage::ja), "令和7年7月2日（水）10:00～12:00");
    EXPECT_EQ(format_when(timed, MessageLanguage::en), "Wednesday, 2 July 2025, 10:00–12:00");
    Occurrence daily;
    daily.start = local("2025-07-01T19:30");
    daily.end = local("2025-07-08T00:00");
    daily.daily =
        campaigns::DailyHours{{{}, std::chrono::minutes{1170}}, {{}, std::chrono::hours{24}}};
    EXPECT_EQ(format_when(daily, MessageLanguage::ja),
              "令和7年7月1日（火）～7月7日（月）　毎日19:30～24:00");
    Occurrence window;
    window.window = window.all_day = true;
    window.start = local("2025-11-01T00:00");
    window.end = local("2026-01-01T00:00");
    EXPECT_EQ(format_when(window, MessageLanguage::ja), "令和7年11月～12月");
    window.start = local("2025-12-01T00:00");
    window.end = local("2026-02-01T00:00");
    EXPECT_EQ(format_when(window, MessageLanguage::ja), "令和7年12月～令和8年1月");
    Occurrence day;
    day.all_day = true;
    day.start = local("2025-07-02T00:00");
    day.end = local("2025-07-03T00:00");
    EXPECT_EQ(format_when(day, MessageLanguage::ja), "令和7年7月2日（水）");
}

TEST(Templates, KindGoesBeforePurposeAndPlainJapaneseFallsBack) {
    TemplateBook book;
    ASSERT_TRUE(
        book.add("ja/reminder",
                 "件名 {{activity.title}}\n\n本文 {{when}}{{#venue}} 於 {{name}}{{/venue}}\n"));
    ASSERT_TRUE(book.add("ja/light_up.reminder", "灯 {{activity.title}} <&>\n\n{{text}}"));
    EXPECT_FALSE(book.add("ja/broken", "{{#a}}"));
    campaigns::Campaign campaign;
    campaigns::Activity activity;
    activity.kind = "symposium";
    activity.title.ja = "集い<b>";
    Occurrence day;
    day.all_day = true;
    day.start = local("2025-07-02T00:00");
    day.end = local("2025-07-03T00:00");
    campaigns::Rule rule;
    campaigns::Partner partner;
    partner.language = MessageLanguage::ja_easy;
    campaigns::Venue venue;
    venue.name.ja = "会館";
    const MessageFacts facts{.campaign = campaign,
                             .activity = activity,
                             .occurrence = &day,
                             .rule = rule,
                             .partner = partner,
                             .venue = &venue};
    const auto message = book.compose(facts);
    EXPECT_EQ(message.subject, "件名 集い<b>") << "plain text is not escaped";
    EXPECT_EQ(message.text, "本文 2025年7月2日（水曜日） 於 会館");
    activity.kind = "light_up";
    rule.text.ja = "雨天中止";
    EXPECT_EQ(book.compose(facts).subject, "灯 集い<b> <&>");
    EXPECT_EQ(book.compose(facts).text, "雨天中止");
}

}  // namespace
}  // namespace outreach::wording
