// An endpoint that says it is gone: what becomes of it, of what it was to get, and how people make
// up for it. And a secret that changes while both sides still know the old one.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <nlohmann/json.hpp>

#include "config/base/files.hpp"
#include "connectors/webhook_signature.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/e2e/partner_side.hpp"

namespace outreach {
namespace {

using nlohmann::json;
using test::comes_true;

constexpr const char* kPartners = R"({"format":1,"partners":[
  {"id":"hogoshikai","name":"保護司会","language":"ja","endpoints":[
   {"id":"main","connector":"webhook","url":"http://127.0.0.1:{port}/main",
    "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]},
   {"id":"spare","connector":"webhook","url":"http://127.0.0.1:{port}/spare",
    "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]},
  {"id":"city","name":"区政課","audience":"official","endpoints":[
   {"id":"main","connector":"webhook","url":"http://127.0.0.1:{port}/city",
    "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]}]})";

std::string campaign(const std::vector<int>& seconds) {
    std::string rules;
    for (const int each : seconds) {
        rules += (rules.empty() ? "" : ",") + std::string(R"({"id":"r)") + std::to_string(each) +
                 R"(","purpose":"reminder","when":{"at":")" + test::local_in(each) + "\"}}";
    }
    return R"({"format":1,"id":"c","title":"試験","fiscal_year":"2026",
      "organizer":{"name":"区政課","partner":"city"},"activities":[
      {"id":"x","kind":"other","title":"街頭活動","partners":["hogoshikai"],
       "schedule":{"date":"2099-03-01"},"notices":[)" +
           rules + "]}]}";
}

class PartnerCare : public testing::Test {
protected:
    void SetUp() override {
        daemon_ = std::make_unique<test::DaemonUnderTest>(side_.port());
        daemon_->write_partners(kPartners);
    }
    void TearDown() override {
        daemon_->signal(SIGTERM);
        EXPECT_EQ(daemon_->wait(), 0) << daemon_->log();
    }
    json order(const std::string& path, const json& body, int expected = 200) {
        int status = 0;
        const std::string answer = daemon_->send("POST", "/api/v1/" + path, body.dump(), &status);
        EXPECT_EQ(status, expected) << answer;
        return json::parse(answer, nullptr, false);
    }
    json endpoint(const std::string& id) const {
        const json partner = json::parse(daemon_->get("/api/v1/partners/hogoshikai"));
        for (const json& each : partner.at("endpoints")) {
            if (each.at("id") == id) return each;
        }
        return {};
    }
    std::size_t got(const std::string& path, const std::string& type) const {
        const auto all = side_.requests(path);
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](const auto& each) {
                return each.body.find("\"type\":\"" + type + "\"") != std::string::npos;
            }));
    }
    std::size_t reminders(const std::string& path) const {
        return got(path, "outreach.activity.reminder");
    }

    std::atomic<bool> gone_{true};
    test::PartnerSide side_{[this](const http::Request& request) {
        http::Answer answer;
        answer.status = gone_ && request.path == "/main" ? 410 : 204;
        if (answer.status == 410) answer.body = "この受付は終わりました";
        return answer;
    }};
    std::unique_ptr<test::DaemonUnderTest> daemon_;
};

TEST_F(PartnerCare, GoneIsHeldToldEnabledAndMadeUpFor) {
    daemon_->write_campaign_text("c", campaign({2, 4, 5}));
    daemon_->start();
    const std::string told = "outreach.partner.endpoint_disabled";
    ASSERT_TRUE(comes_true([&] { return got("/city", told) == 1 && got("/spare", told) == 1; }))
        << daemon_->log();
    EXPECT_EQ(got("/main", told), 0U) << "by another endpoint, of course";
    EXPECT_EQ(endpoint("main").at("state"), "disabled");
    EXPECT_EQ(endpoint("spare").at("state"), "ok");

    // A crash forgets nothing of it.
    daemon_->signal(SIGKILL);
    (void)daemon_->wait();
    daemon_->start();
    EXPECT_EQ(endpoint("main").at("state"), "disabled");
    // One that was on its way when the daemon was killed comes again.
    ASSERT_TRUE(comes_true([&] { return reminders("/spare") >= 3; })) << daemon_->log();
    EXPECT_EQ(reminders("/main"), 1U) << "the one that was answered 410; the others are held";
    EXPECT_EQ(got("/city", told), 1U) << "people are told once";

    const json dead = json::parse(daemon_->get("/api/v1/dead-letters")).at("items");
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].at("status"), 410);
    EXPECT_EQ(dead[0].at("answer"), "この受付は終わりました");
    EXPECT_EQ(dead[0].at("attempts"), 1);

    gone_ = false;
    const json enabled = order("partners/hogoshikai/enable", {{"reason", "新しい受付ができた"}});
    EXPECT_EQ(enabled.at("dead_letters"), 1);
    ASSERT_TRUE(comes_true([&] { return reminders("/main") == 3; })) << "what was held goes out";
    EXPECT_EQ(endpoint("main").at("state"), "ok");

    EXPECT_EQ(order("dead-letters/retry", {{"all", true}}).at("revived"), 1);
    ASSERT_TRUE(comes_true([&] { return reminders("/main") == 4; })) << daemon_->log();
    const auto all = side_.requests("/main");
    EXPECT_EQ(all.back().headers.at("webhook-id"), all.front().headers.at("webhook-id"))
        << "a second chance is the same notice";
    EXPECT_TRUE(comes_true(
        [&] { return json::parse(daemon_->get("/api/v1/dead-letters")).at("items").empty(); }));
    const std::string audit = daemon_->get("/api/v1/audit");
    EXPECT_NE(audit.find("新しい受付ができた"), std::string::npos) << audit;

    const json since{{"since", "2020-01-01"}, {"missing", true}};
    EXPECT_EQ(order("partners/hogoshikai/replay", since).at("revived"), 0) << "nothing is missing";
    const auto before = reminders("/spare");
    const json everything{{"since", "2020-01-01"}};
    EXPECT_EQ(order("partners/hogoshikai/replay", everything).at("revived"), 6);
    EXPECT_TRUE(comes_true([&] {
        return reminders("/main") == 7 && reminders("/spare") == before + 3;
    })) << reminders("/main")
        << " " << reminders("/spare");
}

TEST_F(PartnerCare, RotatedSecretSignsBesideTheOldOne) {
    gone_ = false;
    daemon_->start();
    order("partners/hogoshikai/rotate-secret",
          {{"endpoint", "main"}, {"overlap", "PT1H"}, {"reason", "年度替わり"}});
    const auto lines = read_file(daemon_->dir().path() / "secret", 4096);
    ASSERT_TRUE(lines);
    const std::string newest = lines->substr(0, lines->find('\n'));
    EXPECT_NE(newest, daemon_->secret());
    EXPECT_NE(lines->find(daemon_->secret() + " until="), std::string::npos);
    ASSERT_TRUE(comes_true([&] {
        const json tested = order("partners/hogoshikai/test", {{"endpoint", "main"}});
        return tested.at("results")[0].at("verdict") == "delivered" &&
               side_.requests("/main").back().headers.at("webhook-signature").find(' ') !=
                   std::string::npos;
    }));
    const auto request = side_.requests("/main").back();
    for (const std::string& key : {newest, daemon_->secret()}) {
        const auto parsed = connectors::parse_key(key);
        ASSERT_TRUE(parsed);
        EXPECT_EQ(connectors::verify_webhook(
                      {*parsed},
                      request.headers.at("webhook-id"),
                      request.headers.at("webhook-timestamp"),
                      request.headers.at("webhook-signature"),
                      request.body,
                      std::chrono::floor<Millis>(std::chrono::system_clock::now())),
                  connectors::Verification::good);
    }
}

TEST_F(PartnerCare, OrderedEndpointGetsThemOneAfterTheOther) {
    gone_ = false;
    std::string partners = kPartners;
    const std::string anchor = R"("url":"http://127.0.0.1:{port}/main",)";
    partners.insert(partners.find(anchor) + anchor.size(), R"("order":"fifo",)");
    daemon_->write_partners(partners);
    daemon_->write_campaign_text("c", campaign({3, 4, 5}));
    daemon_->start();
    ASSERT_TRUE(comes_true([&] { return reminders("/main") == 3; })) << daemon_->log();
    std::vector<std::string> rules;
    for (const auto& each : side_.requests("/main")) {
        rules.push_back(json::parse(each.body).at("data").at("notice").at("rule"));
    }
    EXPECT_EQ(rules, (std::vector<std::string>{"r3", "r4", "r5"}));
}

}  // namespace
}  // namespace outreach
