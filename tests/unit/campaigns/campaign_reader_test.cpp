#include "campaigns/reading/campaign_reader.hpp"

#include <gtest/gtest.h>

#include "config/base/data_paths.hpp"
#include "tests/support/builders.hpp"

namespace outreach::reading {
namespace {

using test::campaign_json;

std::vector<Diagnostic> problems_of(const std::string& json) {
    const auto partners = test::read_partner_book(test::partner_json());
    return read_campaign(SourceText("c.json", json), {test::shipped_kinds(), &partners})
        .diagnostics;
}

std::string activity(const std::string& more) {
    return R"({"id":"x","kind":"other","title":"活動","partners":["a"],)" + more + "}";
}

TEST(CampaignReader, ShippedExamplesAreValid) {
    for (const auto& [campaign, partners] : {std::pair("sapporo-r7.json", "partners.json"),
                                             std::pair("minimal.json", "minimal-partners.json")}) {
        const auto partner_text = load_text(examples_dir() / partners);
        ASSERT_TRUE(partner_text.source);
        const auto book = read_partners(*partner_text.source);
        ASSERT_TRUE(book.value) << to_text(book.diagnostics.front());
        const auto text = load_text(examples_dir() / campaign);
        ASSERT_TRUE(text.source);
        const auto reading = read_campaign(*text.source, {test::shipped_kinds(), &*book.value});
        ASSERT_TRUE(reading.value) << to_text(reading.diagnostics.front());
    }
}

TEST(CampaignReader, ExampleHoldsEverythingOfTheSources) {
    const auto text = load_text(examples_dir() / "sapporo-r7.json");
    const auto reading = read_campaign(*text.source, {test::shipped_kinds()});
    ASSERT_TRUE(reading.value);
    const auto& campaign = *reading.value;
    std::set<std::string> activities;
    for (const auto& each : campaign.activities) activities.insert(each.id.str().substr(0, 3));
    for (int i = 1; i <= 16; ++i) {
        EXPECT_TRUE(activities.contains(fmt::format("a{:02}", i))) << i;
    }
    ASSERT_EQ(campaign.objectives.size(), 2U);
    EXPECT_EQ(campaign.objectives[0].target.value, 1190);
    EXPECT_EQ(campaign.objectives[1].measured.at(0).value, 23.0);
    ASSERT_EQ(campaign.initiatives.size(), 2U);
    EXPECT_EQ(campaign.initiatives[0].id, "54");
    EXPECT_EQ(campaign.plan.policies.size(), 5U);
    EXPECT_EQ(campaign.plan.themes.size(), 7U);
    std::size_t places = 0;
    for (const auto& each : campaign.activities) places += each.places.size();
    EXPECT_GE(places, 15U);
}

// The page of mistakes that a newcomer makes: each is found, in one run, at its place.
TEST(CampaignReader, TellsTenDifferentMistakesAtOnce) {
    const auto all = problems_of(R"({
  "format": 2,
  "id": "Sapporo R7",
  "titel": { "ja": "題" },
  "title": { "ja": "題" },
  "fiscal_year": "R七",
  "timezone": "Asia/Sapporo",
  "organizer": { "name": "市" },
  "activities": [
    { "id": "x", "kind": "lightup", "title": "灯", "partners": ["hogoshikai", "@alll"],
      "schedule": { "date": "2025-02-30" },
      "status": "confirmd" },
    { "id": "x", "kind": "other", "title": "二", "partners": ["a"],
      "schedule": { "start": "2025-07-02T12:00", "end": "2025-07-02T10:00" } }
  ]
})");
    std::vector<std::string> codes;
    for (const auto& each : all) codes.push_back(code_name(each.code));
    EXPECT_EQ(codes,
              (std::vector<std::string>{"C0110",
                                        "C0107",
                                        "C0101",
                                        "C0125",
                                        "C0126",
                                        "C0132",
                                        "C0130",
                                        "C0131",
                                        "C0127",
                                        "C0105",
                                        "C0108",
                                        "C0124"}));
    EXPECT_EQ(all[2].position.line, 4U);
    EXPECT_EQ(all[2].help, "did you mean \"title\"?");
    EXPECT_EQ(all[5].help, "did you mean \"light_up\"?");
    EXPECT_EQ(all[7].help, "did you mean \"@all\"?");
    EXPECT_EQ(all[9].help.substr(0, 27), "did you mean \"confirmed\"? o");
}

struct Refused {
    const char* name;
    const char* more;
    Code code;
};
class RefusedActivity : public testing::TestWithParam<Refused> {};
TEST_P(RefusedActivity, WithItsCode) {
    const auto all = problems_of(campaign_json(activity(GetParam().more)));
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].code, GetParam().code) << to_text(all[0]);
}
constexpr const char* kDay = R"("schedule":{"date":"2025-07-02"})";
INSTANTIATE_TEST_SUITE_P(
    Reader,
    RefusedActivity,
    testing::Values(
        Refused{"no_schedule", R"("description":"x")", Code::missing_key},
        Refused{"two_shapes",
                R"("schedule":{"date":"2025-07-02","start":"2025-07-02T10:00"})",
                Code::unknown_key},
        Refused{"no_shape", R"("schedule":{})", Code::bad_schedule},
        Refused{"start_alone", R"("schedule":{"start":"2025-07-02T10:00"})", Code::bad_schedule},
        Refused{
            "end_and_duration",
            R"("schedule":{"start":"2025-07-02T10:00","end":"2025-07-02T11:00","duration":"PT1H"})",
            Code::bad_schedule},
        Refused{"offset_in_local_time",
                R"("schedule":{"start":"2025-07-02T10:00:00+09:00","duration":"PT1H"})",
                Code::bad_time},
        Refused{"range_backwards",
                R"("schedule":{"from":"2025-07-07","to":"2025-07-01"})",
                Code::ends_before_start},
        Refused{"window_backwards", R"("schedule":{"window":"2025-12/2025-11"})", Code::bad_window},
        Refused{"window_text", R"("schedule":{"window":"11月～12月"})", Code::bad_window},
        Refused{"confirmed_window",
                R"("status":"confirmed","schedule":{"window":"2025-11"})",
                Code::confirmed_window},
        Refused{
            "before_and_after",
            R"("schedule":{"date":"2025-07-02"},"notices":[{"id":"r","purpose":"reminder","when":{"days":5,"before":"start","after":"end"}}])",
            Code::bad_when},
        Refused{
            "no_moment",
            R"("schedule":{"date":"2025-07-02"},"notices":[{"id":"r","purpose":"reminder","when":{}}])",
            Code::bad_when},
        Refused{
            "at_with_hours",
            R"("schedule":{"date":"2025-07-02"},"notices":[{"id":"r","purpose":"reminder","when":{"hours":5,"before":"start","at":"10:00"}}])",
            Code::bad_when},
        Refused{
            "doubled_rule",
            R"("schedule":{"date":"2025-07-02"},"notices":[{"id":"r","purpose":"reminder","when":{"days":1,"before":"start"}},{"id":"r","purpose":"start","when":{"days":0,"after":"start"}}])",
            Code::duplicate_id},
        Refused{"full_width_time",
                R"("schedule":{"start":"2025-07-02T１０:00","duration":"PT1H"})",
                Code::bad_time},
        Refused{"latitude",
                R"("venue":{"name":"塔","latitude":430},"schedule":{"date":"2025-07-02"})",
                Code::out_of_range},
        Refused{"title_number",
                R"("description":5,"schedule":{"date":"2025-07-02"})",
                Code::wrong_type}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(CampaignReader, ConfirmedActivityNeedsTheDetailsOfItsKind) {
    const auto json =
        campaign_json(R"({"id":"x","kind":"symposium","title":"会","status":"confirmed",)"
                      R"("partners":["a"],)" +
                      std::string(kDay) + "}");
    const auto all = problems_of(json);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].code, Code::missing_detail);
}

TEST(CampaignReader, DateOutsideTheYearIsAWarning) {
    const auto json = campaign_json(activity(R"("schedule":{"date":"2027-07-02"})"));
    const auto partners = test::read_partner_book(test::partner_json());
    const auto reading =
        read_campaign(SourceText("c.json", json), {test::shipped_kinds(), &partners});
    EXPECT_TRUE(reading.value);
    ASSERT_EQ(reading.diagnostics.size(), 1U);
    EXPECT_EQ(reading.diagnostics[0].severity, Severity::warning);
}

TEST(CampaignReader, PartnerBelowTheAudienceIsWarnedAbout) {
    const auto all =
        problems_of(campaign_json(activity(R"("audience":"official",)" + std::string(kDay))));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].code, Code::beyond_audience);
}

TEST(CampaignReader, OccurrencesAreInOrderOfTime) {
    const auto campaign = test::read_valid(campaign_json(
        activity(R"("schedule":{"occurrences":[{"window":"2025-11"},{"window":"2025-07"}]})")));
    const auto& occurrences = campaign.activities[0].schedule.occurrences;
    ASSERT_EQ(occurrences.size(), 2U);
    EXPECT_LT(occurrences[0].start, occurrences[1].start);
    EXPECT_TRUE(occurrences[0].window);
}

TEST(CampaignReader, MidnightMayEndADay) {
    const auto campaign = test::read_valid(campaign_json(activity(
        R"("schedule":{"from":"2025-07-01","to":"2025-07-07","daily":{"start":"19:30","end":"24:00"}})")));
    const auto& each = campaign.activities[0].schedule.occurrences.at(0);
    EXPECT_EQ(calendar::format_local(each.start), "2025-07-01T19:30");
    EXPECT_EQ(calendar::format_local(each.end), "2025-07-08T00:00");
}

TEST(KindReader, AllFourteenKindsAreShipped) {
    for (const char* kind : {"light_up",
                             "mall_event",
                             "symposium",
                             "panel_exhibition",
                             "award_ceremony",
                             "council_meeting",
                             "conference",
                             "message_ceremony",
                             "staff_training",
                             "poster_campaign",
                             "leaflet",
                             "support_center",
                             "meeting_place",
                             "other"}) {
        ASSERT_TRUE(test::shipped_kinds().contains(kind)) << kind;
        EXPECT_FALSE(test::shipped_kinds().at(kind).rules.empty()) << kind;
    }
}

}  // namespace
}  // namespace outreach::reading
