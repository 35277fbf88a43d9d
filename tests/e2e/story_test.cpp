// A municipal story on the real daemon, told as a transcript: announce, approve, move the date,
// cancel; and what each of three partners received.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "scheduler/cli/receiver.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/run.hpp"

namespace outreach {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* kPartners = R"({"format":1,"partners":[
  {"id":"hogoshikai","name":"保護司会","language":"ja","endpoints":[{"id":"main","connector":"webhook",
   "url":"http://127.0.0.1:{port}/hogoshikai","allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]},
  {"id":"bbs","name":"BBS会","language":"ja-easy","endpoints":[{"id":"main","connector":"webhook",
   "url":"http://127.0.0.1:{port}/bbs","allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]},
  {"id":"josei","name":"更生保護女性会","language":"ja","endpoints":[{"id":"main","connector":"webhook",
   "url":"http://127.0.0.1:{port}/josei","allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]},
  {"id":"city","name":"区政課","audience":"official","endpoints":[{"id":"main","connector":"webhook",
   "url":"http://127.0.0.1:{port}/city","allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]}]})";

std::string campaign(const std::string& day, const std::string& extra = "") {
    return R"({"format":1,"id":"sapporo","title":"再犯防止推進計画の取組","fiscal_year":"2099",
  "organizer":{"name":"区政課","partner":"city","contact":{"phone":"011-000-0000"}},
  "activities":[{"id":"panel","kind":"panel_exhibition","title":"再犯防止パネル展","audience":"public",
    "status":"confirmed","description":"取組をパネルで紹介します。",
    "partners":["hogoshikai","bbs","josei"],
    "venue":{"name":"市役所1階ロビー","ward":"中央区"},
    "schedule":{"start":")" +
           day + R"(T10:00","end":")" + day + R"(T16:00"},
    "notices":[
      {"id":"announcement","purpose":"announcement","when":{"on":"announced"},
       "to":["hogoshikai","bbs"],"approval":"required"},
      {"id":"week-before","purpose":"reminder","when":{"days":7,"before":"start","at":"10:00"}},
      {"id":"cancelled","purpose":"cancellation","when":{"on":"cancelled"}}]}])" +
           extra + "}";
}

class Story : public testing::Test {
protected:
    void SetUp() override {
        auto receiver =
            cli::Receiver::start(io_.get_executor(), 0, {}, [this](const cli::Received& each, int) {
                got_.push_back(each);
                std::printf("  → %-10s %-12s %s\n",
                            each.partner.c_str(),
                            each.type.substr(each.type.rfind('.') + 1).c_str(),
                            each.subject.c_str());
            });
        ASSERT_TRUE(receiver);
        receiver_ = std::move(*receiver);
        daemon_ = std::make_unique<test::DaemonUnderTest>(receiver_->port());
        daemon_->write_partners(kPartners);
    }
    void TearDown() override {
        daemon_->signal(SIGTERM);
        EXPECT_EQ(daemon_->wait(), 0) << daemon_->log();
    }
    void say(const char* line) { std::printf("%s\n", line); }
    std::vector<json> notices(const std::string& state) const {
        return json::parse(daemon_->get("/api/v1/notices?state=" + state)).at("items");
    }
    std::vector<std::string> received_by(const std::string& partner) const {
        std::vector<std::string> all;
        for (const auto& each : got_) {
            if (each.partner == partner) all.push_back(each.type.substr(each.type.rfind('.') + 1));
        }
        return all;
    }
    bool until(std::size_t count) {
        return test::run_until(
            io_, [&] { return got_.size() >= count; }, 10s);
    }
    const cli::Received& last_to(const std::string& partner) const {
        for (auto each = got_.rbegin(); each != got_.rend(); ++each) {
            if (each->partner == partner) return *each;
        }
        throw std::out_of_range(partner);
    }

    boost::asio::io_context io_{1};
    std::unique_ptr<cli::Receiver> receiver_;
    std::unique_ptr<test::DaemonUnderTest> daemon_;
    std::vector<cli::Received> got_;
};

TEST_F(Story, AnnounceApproveMoveCancel) {
    daemon_->write_campaign_text("sapporo", campaign("2099-11-04"));
    daemon_->start();
    say("1. The file is saved. The announcement waits for approval, nobody is told.");
    auto waiting = notices("awaiting_approval");
    ASSERT_EQ(waiting.size(), 2U);

    say("2. The manager approves both.");
    for (const json& each : waiting) {
        int status = 0;
        const std::string id = each.at("id");
        (void)daemon_->send("POST", "/api/v1/notices/" + id + "/approve", "{}", &status);
        EXPECT_EQ(status, 200);
    }
    ASSERT_TRUE(test::run_until(
        io_,
        [&] { return received_by("hogoshikai").size() + received_by("bbs").size() == 2; },
        10s));
    EXPECT_EQ(notices("awaiting_approval").size(), 0U);

    say("3. The hall is taken: the date moves by a week in the file.");
    daemon_->write_campaign_text("sapporo", campaign("2099-11-11"));
    ASSERT_TRUE(test::run_until(
        io_,
        [&] { return received_by("hogoshikai").size() + received_by("bbs").size() == 4; },
        10s));
    const cli::Received& correction = last_to("hogoshikai");
    EXPECT_NE(correction.text.find("11月4日（水）"), std::string::npos) << correction.text;
    EXPECT_NE(correction.text.find("11月11日（水）"), std::string::npos) << correction.text;
    EXPECT_NE(last_to("bbs").text.find("2099年11月11日（水曜日）"), std::string::npos)
        << last_to("bbs").text;

    say("4. A storm is coming: outreach activity cancel panel.");
    int status = 0;
    const std::string changes = daemon_->send(
        "POST", "/api/v1/activities/panel/cancel", R"({"reason":"荒天のため"})", &status);
    EXPECT_EQ(status, 200) << changes;
    ASSERT_TRUE(test::run_until(
        io_,
        [&] { return received_by("hogoshikai").size() + received_by("bbs").size() == 6; },
        10s));

    const std::vector<std::string> told{"announcement", "correction", "cancellation"};
    EXPECT_EQ(received_by("hogoshikai"), told);
    EXPECT_EQ(received_by("bbs"), told);
    EXPECT_TRUE(received_by("josei").empty()) << "it was never told, so it hears of no change";
    EXPECT_EQ(notices("planned").size(), 0U) << "the reminders died with the event";
    const auto audit = json::parse(daemon_->get("/api/v1/audit")).at("items");
    ASSERT_EQ(audit.size(), 3U);
    EXPECT_EQ(audit[0].at("what"), "cancel");
    EXPECT_EQ(audit[0].at("reason"), "荒天のため");
    // Once, at the beginning: what is sent already needs no approval any more.
    EXPECT_EQ(received_by("city"), std::vector<std::string>{"chaser"});
}

TEST_F(Story, WhatPeopleSaidOutlivesAKillAndAWipedRedis) {
    daemon_->write_campaign_text("sapporo", campaign("2099-11-04"));
    daemon_->start();
    for (const json& each : notices("awaiting_approval")) {
        const std::string id = each.at("id");
        (void)daemon_->send("POST", "/api/v1/notices/" + id + "/withdraw", "{}");
    }
    (void)daemon_->send("POST", "/api/v1/activities/panel/postpone", "{}");
    (void)daemon_->redis({"FLUSHALL"});
    daemon_->signal(SIGKILL);
    (void)daemon_->wait();
    daemon_->start();
    const auto activities = json::parse(daemon_->get("/api/v1/activities")).at("items");
    EXPECT_EQ(activities[0].at("status"), "postponed");
    EXPECT_EQ(activities[0].at("override").at("by"), "local");
    EXPECT_EQ(notices("awaiting_approval").size(), 0U);
}

TEST_F(Story, TokensGiveRolesAndAnApproverIsNotTheAuthor) {
    daemon_->dir().write("editor", "editor-token-0123456789\n");
    daemon_->dir().write("approver", "approver-token-0123456789\n");
    daemon_->dir().write("boss", "boss-token-0123456789\n");
    const std::string folder = daemon_->dir().path().string() + "/";
    const std::string settings = daemon_->dir().write(
        "settings.json",
        R"({"tokens":[{"name":"sato","role":"editor","file":")" + folder + R"(editor"},)" +
            R"({"name":"suzuki","role":"approver","file":")" + folder + R"(approver"},)" +
            R"({"name":"boss","role":"admin","file":")" + folder + R"(boss"}]})");
    daemon_->start({"--config", settings});
    EXPECT_EQ(daemon_->status_of("/health"), 200);
    EXPECT_EQ(daemon_->status_of("/api/v1/notices"), 401);
    const auto order = [&](const std::string& token,
                           const std::string& method,
                           const std::string& path,
                           const std::string& body) {
        int status = 0;
        (void)daemon_->send(method, path, body, &status, token);
        return status;
    };
    const std::string put = json{{"text", campaign("2099-11-04")}}.dump();
    const std::string path = "/api/v1/campaigns/sapporo";
    EXPECT_EQ(order("wrong-token-0123456789", "PUT", path, put), 401);
    EXPECT_EQ(order("approver-token-0123456789", "PUT", path, put), 403);
    EXPECT_EQ(order("boss-token-0123456789", "PUT", path, put), 201);
    const auto all = json::parse(daemon_->send(
        "GET", "/api/v1/notices?state=awaiting_approval", "", nullptr, "editor-token-0123456789"));
    const std::string id = all.at("items").at(0).at("id");
    const std::string approve = "/api/v1/notices/" + id + "/approve";
    EXPECT_EQ(order("editor-token-0123456789", "POST", approve, "{}"), 403);
    EXPECT_EQ(order("boss-token-0123456789", "POST", approve, "{}"), 403) << "it is the author";
    const std::string notice = "/api/v1/notices/" + id;
    EXPECT_EQ(order("editor-token-0123456789", "POST", notice + "/hold", "{}"), 200);
    EXPECT_EQ(order("editor-token-0123456789", "POST", notice + "/send", "{}"), 409)
        << "a hold is no way round the approval";
    EXPECT_EQ(order("approver-token-0123456789", "POST", notice + "/release", "{}"), 200);
    EXPECT_EQ(order("approver-token-0123456789", "POST", approve, "{}"), 200);
    EXPECT_EQ(order("approver-token-0123456789", "POST", approve, "{}"), 409);
    EXPECT_TRUE(until(2)) << "the announcement, and the reminder to approve the other one";
}

TEST_F(Story, ApplyRefusesWhatMovedAndAsksBeforeAnnouncedThingsGo) {
    daemon_->write_campaign_text("sapporo", campaign("2099-11-04"));
    daemon_->start();
    int status = 0;
    const auto plan = json::parse(daemon_->send(
        "POST", "/api/v1/plan", json{{"text", campaign("2099-11-11")}}.dump(), &status));
    EXPECT_EQ(status, 200);
    bool moved = false;
    for (const json& each : plan.at("changes")) moved = moved || each.at("sign") == "~";
    EXPECT_TRUE(moved) << plan.dump(2);
    for (const json& each : notices("awaiting_approval")) {
        const std::string id = each.at("id");
        (void)daemon_->send("POST", "/api/v1/notices/" + id + "/approve", "{}");
    }
    ASSERT_TRUE(test::run_until(
        io_,
        [&] { return received_by("hogoshikai").size() + received_by("bbs").size() == 2; },
        10s));
    const json put{{"text", campaign("2099-11-11")}, {"state", plan.at("state")}};
    (void)daemon_->send("PUT", "/api/v1/campaigns/sapporo", put.dump(), &status);
    EXPECT_EQ(status, 412) << "approvals came in between";
    json empty = json::parse(campaign("2099-11-04"));
    empty["activities"] = json::array();
    json removal{{"text", empty.dump()}};
    (void)daemon_->send("PUT", "/api/v1/campaigns/sapporo", removal.dump(), &status);
    EXPECT_EQ(status, 409) << "partners know of it";
    removal["confirm"] = "sapporo";
    (void)daemon_->send("PUT", "/api/v1/campaigns/sapporo", removal.dump(), &status);
    EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace outreach
