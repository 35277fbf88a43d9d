// Two daemons on one Redis: each notice is sent by one of them, and by one only.
#include <gtest/gtest.h>

#include <csignal>

#include "scheduler/cli/receiver.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/run.hpp"

namespace outreach {
namespace {

using namespace std::chrono_literals;

TEST(SharedRedis, EachNoticeIsSentOnce) {
    boost::asio::io_context io(1);
    std::map<std::string, int> arrivals;
    auto receiver = cli::Receiver::start(
        io.get_executor(), 0, {}, [&](const cli::Received& each, int) { ++arrivals[each.id]; });
    ASSERT_TRUE(receiver);
    test::DaemonUnderTest first((*receiver)->port());
    test::DaemonUnderTest second((*receiver)->port());
    const std::vector<std::string> dues(100, test::local_in(5));
    for (const test::DaemonUnderTest* each : {&first, &second}) {
        each->write_campaign("c", dues);
        each->write_campaign("d", dues);
    }
    first.start();
    const auto socket = first.dir().path() / "data/redis/redis.sock";
    second.start({"--redis", "unix://" + socket.string()});
    ASSERT_TRUE(test::run_until(
        io, [&] { return arrivals.size() == 2000; }, 60s))
        << arrivals.size() << "\n"
        << first.log() << second.log();
    const auto sent = [](const test::DaemonUnderTest& daemon) {
        std::size_t count = 0;
        for (const auto& line : daemon.journal()) {
            count += line.find("\"verdict\":\"delivered\"") != std::string::npos ? 1 : 0;
        }
        return count;
    };
    ASSERT_TRUE(test::run_until(
        io, [&] { return sent(first) + sent(second) == 2000; }, 20s));
    for (const auto& [id, times] : arrivals) EXPECT_EQ(times, 1) << id;
    std::printf("[          ] first %zu, second %zu\n", sent(first), sent(second));
    second.signal(SIGTERM);
    EXPECT_EQ(second.wait(), 0);
    first.signal(SIGTERM);
    EXPECT_EQ(first.wait(), 0);
}

}  // namespace
}  // namespace outreach
