// What is above a partner's level is in nothing that is sent to it, written down or shown about it.
// Every secret word begins with 印, which stands in no template.
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "connectors/cloud_event.hpp"
#include "scheduler/app/notice_views.hpp"
#include "scheduler/http/notice_json.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

SysTime on(const std::string& local) {
    return test::at(local + ":00+09:00");
}

std::string with(std::string text, const std::string& before, const std::string& after) {
    for (auto at = text.find(before); at != text.npos; at = text.find(before, at + after.size())) {
        text.replace(at, before.size(), after);
    }
    return text;
}

// The partner "a" may know what is for partners, "b" what is official; "a" is asked to approve.
constexpr const char* kCampaign = R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7",
"approval":"required","approver":"a","description":"印-campaign","source":"印-source",
"plan":{"title":"印-plan-title","law":"印-law","aim":"印-aim"},
"objectives":[{"id":"o","label":"印-objective","better":"higher",
  "target":{"period":"R9","value":1},"note":"印-objective-note"}],
"initiatives":[{"id":"hidden-initiative","title":"印-initiative","description":"印-initiative-text",
  "owner":"印-owner"}],
"organizer":{"name":"市","partner":"city","contact":{"name":"印-organizer-name",
  "phone":"印-organizer-phone","email":"印-organizer-email",
  "url":"https://example.jp/印-organizer-url","audience":"official"}},
"activities":[{"id":"x","kind":"other","title":"灯り","partners":["a","b"])";

constexpr const char* kSecrets = R"(,
"description":{"ja":"印-description","audience":"official"},
"bring":{"ja":"印-bring","audience":"official"},
"url":{"ja":"https://example.jp/印-url","audience":"official"},
"contact":{"name":"印-contact-name","phone":"印-contact-phone","email":"印-contact-email",
  "url":"https://example.jp/印-contact-url","audience":"official"},
"application":{"deadline":"2025-05-13T17:00","how":"印-how","audience":"official"},
"venue":{"name":"印-venue-name","ward":"印-ward","floor":"印-floor","address":"印-address",
  "access":"印-access","latitude":43.0611,"longitude":141.3544,"audience":"official"},
"places":[{"name":"印-place-name","ward":"印-place-ward","floor":"印-place-floor",
  "note":"印-place-note"}],
"initiative":"hidden-initiative","also_listed_under":["印-listed"],"as_written":"印-as-written",
"note":"印-note",
"decisions":[{"at":"2025-07-01T06:00","default":"go","texts":{
  "go":{"ja":"印-text-go","audience":"official"},
  "cancel":{"ja":"印-text-cancel","audience":"official"},
  "postpone":{"ja":"印-text-postpone","audience":"official"}}}])";

constexpr const char* kMeant[] = {"印-description",
                                  "印-bring",
                                  "https://example.jp/印-url",
                                  "印-contact-name",
                                  "印-contact-phone",
                                  "印-contact-email",
                                  "印-contact-url",
                                  "印-how",
                                  "5月13日",
                                  "印-venue-name",
                                  "印-ward",
                                  "印-floor",
                                  "印-address",
                                  "印-access",
                                  "43.0611",
                                  "141.3544",
                                  "印-rule-text"};
constexpr const char* kNeverSent[] = {"印-campaign",
                                      "印-source",
                                      "印-plan-title",
                                      "印-law",
                                      "印-aim",
                                      "印-objective",
                                      "印-owner",
                                      "印-initiative",
                                      "印-organizer",
                                      "hidden-initiative",
                                      "印-place",
                                      "印-listed",
                                      "印-as-written",
                                      "印-note"};

constexpr const char* kFirstDate = R"(,"schedule":{"start":"2025-07-02T10:00","duration":"PT2H"})";
constexpr const char* kSecondDate = R"(,"schedule":{"start":"2025-07-09T10:00","duration":"PT2H"})";

// One rule for each purpose, named after it.
std::string notices() {
    constexpr std::pair<const char*, const char*> kRules[] = {
        {"announcement", R"({"on":"announced"})"},
        {"reminder", R"({"days":7,"before":"start"})"},
        {"start", R"({"days":0,"after":"start"})"},
        {"end", R"({"days":0,"after":"end"})"},
        {"report", R"({"days":3,"after":"end"})"},
        {"chaser", R"({"days":20,"before":"start"})"},
        {"decision", R"({"days":1,"before":"start"})"},
        {"correction", R"({"at":"2025-06-27T10:00"})"},
        {"postponement", R"({"on":"postponed"})"},
        {"cancellation", R"({"on":"cancelled"})"}};
    std::string all;
    for (const auto& [purpose, when] : kRules) {
        if (!all.empty()) all += ',';
        all += with(R"({"id":"P","purpose":"P","when":)", "P", purpose);
        all += when;
        all += R"(,"text":{"ja":"印-rule-text","audience":"official"}})";
    }
    return R"(,"notices":[)" + all + "]";
}

class Secrets : public testing::Test {
protected:
    void save(const std::string& fields, const char* when) {
        const CampaignId id("c");
        campaigns::Campaign campaign = test::read_valid(kCampaign + fields + notices() + "}]}");
        ledger_.apply(observe(campaign, around_->partners, ledger_.history(id), on(when)));
        compiled_.emplace(around_, std::move(campaign), ledger_.history(id), on(when), false);
    }
    std::vector<PlannedNotice> all_to(const std::string& partner) const {
        auto all = compiled_->plan().notices;
        std::erase_if(all, [&](const PlannedNotice& each) {
            return compiled_->partner_of(each).id.str() != partner;
        });
        return all;
    }
    std::vector<PlannedNotice> planned(const std::string& rule, const std::string& partner) const {
        auto all = all_to(partner);
        std::erase_if(all, [&](const PlannedNotice& each) { return rule_id(each) != rule; });
        return all;
    }
    PlannedNotice the(const std::string& rule, const std::string& partner) const {
        return planned(rule, partner).at(0);
    }
    std::string rule_id(const PlannedNotice& notice) const {
        return compiled_->rule_of(notice).id.str();
    }
    journal::Attempt delivery_of(const PlannedNotice& notice) const {
        const auto out = compiled_->render(notice, 1, false);
        journal::Attempt attempt;
        attempt.at = notice.due;
        attempt.id = out.id;
        attempt.lane = compiled_->lane_of(notice);
        attempt.number = notice.number;
        attempt.activity = out.activity;
        attempt.kind = out.kind;
        attempt.purpose = campaigns::word(out.purpose);
        attempt.rule = out.rule;
        attempt.partner = out.partner;
        attempt.told = out.facts;
        attempt.news = out.news;
        return attempt;
    }
    void tell_both() {
        for (const char* rule : {"announcement", "reminder"}) {
            for (const char* partner : {"a", "b"}) ledger_.apply(delivery_of(the(rule, partner)));
        }
    }
    // All that leaves for the partner, all that is kept of it, all that is shown of it.
    std::string traces_of(const PlannedNotice& notice) const {
        const auto out = compiled_->render(notice, 1, false);
        const auto view = app::view_of(*compiled_,
                                       notice,
                                       nullptr,
                                       ledger_.history(CampaignId("c")),
                                       false,
                                       app::Depth::chain_and_text);
        std::string all = connectors::to_cloud_event(out) + "\n" + out.message.subject + "\n" +
                          out.message.text + "\n" + out.facts.venue + out.facts.venue_key + "\n" +
                          journal::to_line(delivery_of(notice)) +
                          http::to_json(view, http::NoticeKeys::api);
        for (const auto& change : out.changes) all += change.before + " → " + change.after + "\n";
        return all;
    }
    bool shows(const PlannedNotice& notice, const std::string& word) const {
        return traces_of(notice).find(word) != std::string::npos;
    }
    void expect_no_secret_to_a() {
        for (const PlannedNotice& notice : all_to("a")) {
            rules_seen_.insert(rule_id(notice));
            const std::string traces = traces_of(notice);
            for (const char* word :
                 {"印", "hidden-initiative", "43.06", "141.35", "5月13日", "2025-05-13"}) {
                const auto at = traces.find(word);
                EXPECT_EQ(at, traces.npos) << rule_id(notice) << ": " << traces.substr(at, 80);
            }
        }
    }

    std::shared_ptr<const Surroundings> around_ = test::surroundings();
    journal::Ledger ledger_;
    std::optional<CompiledCampaign> compiled_;
    std::set<std::string> rules_seen_;
};

TEST_F(Secrets, AreInNoNoticeOfAnyPurpose) {
    save(std::string(kFirstDate) + kSecrets, "2025-04-01T09:00");
    expect_no_secret_to_a();
    tell_both();
    const std::string edited = with(kSecrets, "印-", "印二-");
    save(kSecondDate + edited, "2025-06-26T09:00");
    expect_no_secret_to_a();
    save(kSecondDate + edited + R"(,"status":"postponed")", "2025-06-28T09:00");
    expect_no_secret_to_a();
    save(kSecondDate + edited + R"(,"status":"cancelled")", "2025-06-29T09:00");
    expect_no_secret_to_a();
    EXPECT_EQ(rules_seen_,
              (std::set<std::string>{"announcement",
                                     "approval.reminder",
                                     "cancellation",
                                     "chaser",
                                     "correction",
                                     "correction.auto",
                                     "decision",
                                     "decision.20250701t0600",
                                     "end",
                                     "postponement",
                                     "reminder",
                                     "report",
                                     "start"}));
}

TEST_F(Secrets, ReachWhoMayKnowThem) {
    save(std::string(kFirstDate) + kSecrets, "2025-04-01T09:00");
    for (const char* word : kMeant) EXPECT_TRUE(shows(the("reminder", "b"), word)) << word;
}

TEST_F(Secrets, ThatAreForStaffReachNobody) {
    save(std::string(kFirstDate) + kSecrets, "2025-04-01T09:00");
    for (const PlannedNotice& notice : all_to("b")) {
        for (const char* word : kNeverSent) EXPECT_FALSE(shows(notice, word)) << word;
    }
}

TEST_F(Secrets, OfADecisionStayThereWhateverItsOutcome) {
    for (const char* outcome : {"go", "cancel", "postpone"}) {
        ledger_ = journal::Ledger();
        const std::string said = R"("default":")" + std::string(outcome) + "\"";
        save(kFirstDate + with(kSecrets, R"("default":"go")", said), "2025-04-01T09:00");
        expect_no_secret_to_a();
        EXPECT_FALSE(planned("decision.20250701t0600", "a").empty());
        EXPECT_TRUE(shows(the("decision.20250701t0600", "b"), std::string("印-text-") + outcome));
    }
}

TEST_F(Secrets, ThatChangeAreCorrectedForWhoKnewThemOnly) {
    save(std::string(kFirstDate) + kSecrets, "2025-04-01T09:00");
    tell_both();
    save(kFirstDate + with(kSecrets, "印-", "印二-"), "2025-06-26T09:00");
    EXPECT_TRUE(planned("correction.auto", "a").empty());
    EXPECT_TRUE(shows(the("correction.auto", "b"), "印-venue-name"));
    EXPECT_TRUE(shows(the("correction.auto", "b"), "印二-venue-name"));
}

TEST_F(Secrets, InsideAnOpenVenueOrApplicationAreLeftOutAlone) {
    const std::string fields = std::string(kFirstDate) + R"(,
        "venue":{"name":{"ja":"印-venue","audience":"official"},"ward":"中央区",
          "access":{"ja":"印-access","audience":"official"}},
        "application":{"deadline":"2025-05-14","how":{"ja":"印-how","audience":"official"}})";
    save(fields, "2025-04-01T09:00");
    expect_no_secret_to_a();
    EXPECT_TRUE(shows(the("reminder", "a"), "中央区"));
    EXPECT_TRUE(shows(the("reminder", "a"), "5月14日"));
    for (const char* word : {"印-venue", "印-access", "印-how", "5月14日"}) {
        EXPECT_TRUE(shows(the("reminder", "b"), word)) << word;
    }
    tell_both();
    save(with(fields, "印-", "印二-"), "2025-06-26T09:00");
    EXPECT_TRUE(planned("correction.auto", "a").empty());
    EXPECT_EQ(planned("correction.auto", "b").size(), 1U);
}

TEST_F(Secrets, ThatAreAWholeActivityReachNobodyBelowIt) {
    const std::string official = R"(,"audience":"official")";
    save(kFirstDate + official, "2025-04-01T09:00");
    EXPECT_TRUE(all_to("a").empty());
    EXPECT_FALSE(all_to("b").empty());
}

TEST_F(Secrets, AreKeptFromThoseWhoKnewTheActivityBefore) {
    save(kFirstDate, "2025-04-01T09:00");
    tell_both();
    save(kSecondDate + std::string(R"(,"audience":"official","status":"cancelled")"),
         "2025-06-26T09:00");
    EXPECT_TRUE(all_to("a").empty());
    EXPECT_FALSE(all_to("b").empty());
}

}  // namespace
}  // namespace outreach::plan
