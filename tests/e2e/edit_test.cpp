// Editing files under a running daemon: moved, removed, broken and mended campaigns.
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "connectors/webhook_signature.hpp"
#include "scheduler/cli/receiver.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/run.hpp"

namespace outreach {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class EditTest : public testing::Test {
protected:
    void SetUp() override {
        auto receiver =
            cli::Receiver::start(io_.get_executor(), 0, {}, [this](const cli::Received& each, int) {
                got_.push_back(each);
            });
        ASSERT_TRUE(receiver);
        receiver_ = std::move(*receiver);
        daemon_ = std::make_unique<test::DaemonUnderTest>(receiver_->port());
    }
    void TearDown() override {
        daemon_->signal(SIGTERM);
        EXPECT_EQ(daemon_->wait(), 0) << daemon_->log();
    }
    std::size_t in_state(const std::string& state) const {
        const auto page =
            json::parse(daemon_->get("/api/v1/notices?limit=1000&state=" + state), nullptr, false);
        return page.is_object() ? page.at("items").size() : 0;
    }
    bool within_a_second(const std::function<bool()>& ready) {
        return test::run_until(io_, ready, 1s);
    }

    boost::asio::io_context io_{1};
    std::unique_ptr<cli::Receiver> receiver_;
    std::unique_ptr<test::DaemonUnderTest> daemon_;
    std::vector<cli::Received> got_;
};

TEST_F(EditTest, NewMovedAndRemovedCampaignsTakeEffectWithinASecond) {
    daemon_->start();
    EXPECT_EQ(in_state("planned"), 0U);
    daemon_->write_campaign("c", {test::local_in(3600), test::local_in(7200)});
    EXPECT_TRUE(within_a_second([&] { return in_state("planned") == 20; }));
    // Moved to now: they go out at once.
    daemon_->write_campaign("c", {test::local_in(2), test::local_in(7200)});
    ASSERT_TRUE(test::run_until(
        io_, [&] { return got_.size() == 10; }, 10s))
        << daemon_->log();
    daemon_->remove_campaign("c");
    EXPECT_TRUE(within_a_second([&] {
        return daemon_->redis(
                   {"--raw",
                    "EVAL",
                    "\"local n=0 for _,k in ipairs(redis.call('keys','outreach:*:lane:*')) "
                    "do n=n+redis.call('zcard',k) end return n\"",
                    "0"}) == "0\n";
    }));
    EXPECT_EQ(got_.size(), 10U) << "what was withdrawn is not sent";
}

TEST_F(EditTest, BrokenFileLeavesTheLastVersionInForceAndShowsInHealth) {
    daemon_->write_campaign("c", {test::local_in(3600)});
    daemon_->start();
    EXPECT_EQ(in_state("planned"), 10U);
    daemon_->write_campaign_text("c", "{ \"format\": 1, ");
    const auto invalid = [&] {
        const auto health = json::parse(daemon_->get("/health"), nullptr, false);
        return health.is_object() ? health.at("checks")
                                        .at("campaigns:invalidFiles")
                                        .at(0)
                                        .at("observedValue")
                                        .get<int>()
                                  : -1;
    };
    EXPECT_TRUE(within_a_second([&] { return invalid() == 1; }));
    EXPECT_EQ(daemon_->status_of("/health"), 200) << "a warning, not a failure";
    EXPECT_EQ(in_state("planned"), 10U);
    daemon_->write_campaign("c", {test::local_in(3600), test::local_in(3600)});
    EXPECT_TRUE(within_a_second([&] { return invalid() == 0 && in_state("planned") == 20; }));
}

TEST_F(EditTest, CancelledActivityTellsExactlyThoseWhoWereTold) {
    const auto campaign = [](const std::string& status, const std::string& to, int seconds) {
        return R"({"format":1,"id":"c","title":"試験","fiscal_year":"2026","organizer":{"name":"市"},)"
               R"("activities":[{"id":"x","kind":"other","title":"活動","status":")" +
               status +
               R"(","partners":["p0","p1","p2"],"schedule":{"date":"2027-03-01"},"notices":[)"
               R"({"id":"first","purpose":"announcement","to":)" +
               to + R"(,"when":{"at":")" + test::local_in(seconds) +
               R"("}},)"
               R"({"id":"later","purpose":"reminder","when":{"days":1,"before":"start"}},)"
               R"({"id":"off","purpose":"cancellation","when":{"on":"cancelled"}}]}]})";
    };
    daemon_->write_campaign_text("c", campaign("tentative", R"(["p0","p2"])", 2));
    daemon_->start();
    ASSERT_TRUE(test::run_until(
        io_, [&] { return got_.size() == 2; }, 10s))
        << daemon_->log();
    got_.clear();
    daemon_->write_campaign_text("c", campaign("cancelled", R"(["p0","p2"])", 2));
    ASSERT_TRUE(test::run_until(
        io_, [&] { return got_.size() == 2; }, 10s))
        << daemon_->log();
    std::set<std::string> partners;
    for (const auto& each : got_) {
        EXPECT_EQ(each.type, "outreach.activity.cancellation");
        partners.insert(each.partner);
    }
    EXPECT_EQ(partners, (std::set<std::string>{"p0", "p2"}));
    EXPECT_EQ(in_state("planned"), 0U) << "the pending reminder died with the activity";
}

TEST_F(EditTest, HealthProbesMetricsAndPageAnswer) {
    daemon_->write_campaign("c", {test::local_in(3600)});
    daemon_->start();
    const auto health = json::parse(daemon_->get("/health"));
    EXPECT_EQ(health.at("status"), "pass") << health.dump(1);
    for (const char* check : {"redis:responseTime",
                              "scheduler:lag",
                              "notices:overdue",
                              "notices:dead",
                              "campaigns:invalidFiles",
                              "partner:p0",
                              "clock:skew",
                              "disk:free"}) {
        EXPECT_TRUE(health.at("checks").contains(check)) << check;
    }
    EXPECT_EQ(daemon_->status_of("/livez"), 200);
    EXPECT_EQ(daemon_->status_of("/readyz?verbose"), 200);
    const std::string metrics = daemon_->get("/metrics");
    for (const char* name : {"outreach_notices{state=\"planned\"} 10",
                             "outreach_next_notice_timestamp_seconds",
                             "outreach_campaign_files{valid=\"true\"} 1",
                             "outreach_notice_lateness_seconds_bucket",
                             "outreach_redis_round_trip_seconds_count"}) {
        EXPECT_NE(metrics.find(name), std::string::npos) << name << "\n" << metrics.substr(0, 2000);
    }
    EXPECT_NE(daemon_->get("/").find("活動"), std::string::npos);
    EXPECT_EQ(daemon_->status_of("/nowhere"), 404);
    daemon_->kill_redis();
    EXPECT_TRUE(test::run_until(
        io_, [&] { return daemon_->log().find("redis.died") != std::string::npos; }, 5s));
    EXPECT_TRUE(test::run_until(
        io_, [&] { return daemon_->status_of("/readyz") == 200; }, 20s));
}

}  // namespace
}  // namespace outreach
