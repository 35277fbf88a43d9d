// The daemon, its Redis or its data killed in the middle of 5,000 deliveries: every notice
// arrives; a repeat only with the same id and only where the journal calls the outcome unknown.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "scheduler/cli/receiver.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/run.hpp"

namespace outreach {
namespace {

using namespace std::chrono_literals;
constexpr int kRules = 100;  // a rule each; ten partners and five campaigns make 5,000 notices
constexpr int kCampaigns = 5;
constexpr std::size_t kNotices = std::size_t{kRules} * kCampaigns * 10;

class CrashTest : public testing::Test {
protected:
    void SetUp() override {
        auto receiver =
            cli::Receiver::start(io_.get_executor(), 0, {}, [this](const cli::Received& each, int) {
                ++arrivals_[each.id];
                ++total_;
            });
        ASSERT_TRUE(receiver);
        receiver_ = std::move(*receiver);
        daemon_ = std::make_unique<test::DaemonUnderTest>(receiver_->port());
        const std::vector<std::string> dues(kRules, test::local_in(4));
        for (int i = 0; i < kCampaigns; ++i) {
            daemon_->write_campaign("c" + std::to_string(i), dues);
        }
        daemon_->start();
        // Some hundred are through, thousands are not.
        ASSERT_TRUE(test::run_until(
            io_, [&] { return total_ >= 300; }, 40s))
            << daemon_->log();
    }
    void TearDown() override {
        daemon_->signal(SIGTERM);
        EXPECT_EQ(daemon_->wait(), 0) << daemon_->log();
    }
    void expect_all_arrive() {
        ASSERT_TRUE(test::run_until(
            io_, [&] { return arrivals_.size() == kNotices; }, 100s))
            << arrivals_.size() << " of " << kNotices << "\n"
            << daemon_->log();
        // Time for repeats that should not come: until nothing is in hand any more.
        ASSERT_TRUE(test::run_until(
            io_, [&] { return delivered() == kNotices; }, 60s))
            << delivered();
    }
    std::size_t delivered() const {
        std::size_t count = 0;
        for (const auto& line : daemon_->journal()) {
            count += line.find("\"verdict\":\"delivered\"") != std::string::npos ? 1 : 0;
        }
        return count;
    }
    std::size_t repeats() const {
        std::size_t count = 0;
        for (const auto& [id, times] : arrivals_) count += times > 1 ? 1 : 0;
        return count;
    }
    // Every notice that came twice was journalled as of unknown outcome, or retried on the record.
    void expect_repeats_explained() {
        std::set<std::uint64_t> explained;
        std::map<std::string, std::uint64_t> number_of;
        for (const auto& text : daemon_->journal()) {
            const auto line = nlohmann::json::parse(text);
            if (line.value("e", "") == "unknown_outcome")
                explained.insert(line.at("n").get<std::uint64_t>());
            if (line.value("verdict", "") == "retry")
                explained.insert(line.at("n").get<std::uint64_t>());
            if (line.contains("id")) number_of[line.at("id")] = line.at("n");
        }
        for (const auto& [id, times] : arrivals_) {
            EXPECT_TRUE(times == 1 || explained.contains(number_of[id])) << id;
        }
        RecordProperty("repeats", static_cast<int>(repeats()));
        std::printf("[          ] repeats: %zu of %zu\n", repeats(), kNotices);
    }

    boost::asio::io_context io_{1};
    std::unique_ptr<cli::Receiver> receiver_;
    std::unique_ptr<test::DaemonUnderTest> daemon_;
    std::map<std::string, int> arrivals_;
    std::size_t total_ = 0;
};

TEST_F(CrashTest, KilledDaemonLosesNothing) {
    daemon_->signal(SIGKILL);
    (void)daemon_->wait();
    daemon_->start();
    expect_all_arrive();
    expect_repeats_explained();
}

TEST_F(CrashTest, KilledRedisLosesNothingWithoutARestart) {
    daemon_->kill_redis();
    expect_all_arrive();
    expect_repeats_explained();
}

TEST_F(CrashTest, EmptiedRedisLosesNothingAndRepeatsNothingDelivered) {
    ASSERT_EQ(daemon_->redis({"FLUSHALL"}), "OK\n");
    expect_all_arrive();
    EXPECT_EQ(repeats(), 0U) << "what was delivered or in flight is not sent again";
}

TEST_F(CrashTest, TerminatedDaemonFinishesWhatIsInHand) {
    daemon_->signal(SIGTERM);
    ASSERT_TRUE(test::run_until(
        io_, [&] { return daemon_->status_of("/livez") == 0; }, 30s));
    EXPECT_EQ(daemon_->wait(), 0);
    daemon_->start();
    expect_all_arrive();
    EXPECT_EQ(repeats(), 0U);
}

}  // namespace
}  // namespace outreach
