// The Redis client and the embedded server against real redis-server processes.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/support/manual_clock.hpp"
#include "tests/support/redis_fixture.hpp"

namespace outreach::redis {
namespace {

using namespace std::chrono_literals;
using test::run;

std::vector<Command> one(Command command) {
    return {std::move(command)};
}

TEST(RedisClient, RepliesComeInOrderThroughOnePipeline) {
    boost::asio::io_context io(1);
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    std::vector<Command> commands;
    for (int i = 0; i < 1000; ++i) commands.push_back({"ECHO", std::to_string(i)});
    const auto replies = run(io, up.client.execute(commands));
    ASSERT_TRUE(replies);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ((*replies)[static_cast<std::size_t>(i)].text(), std::to_string(i));
    }
}

TEST(RedisClient, ErrorReplyIsAReply) {
    boost::asio::io_context io(1);
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    const auto replies = run(io, up.client.execute({{"NONSENSE"}, {"PING"}}));
    ASSERT_TRUE(replies);
    EXPECT_TRUE((*replies)[0].is_error());
    EXPECT_EQ((*replies)[1].text(), "PONG");
}

TEST(RedisClient, MissingScriptIsLoadedAndRunAgain) {
    boost::asio::io_context io(1);
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    const Script script("answer", "return {KEYS[1], ARGV[1]}");
    for (int round = 0; round < 2; ++round) {
        std::vector<ScriptCall> calls{{&script, {"k"}, {"a"}}, {&script, {"l"}, {"b"}}};
        const auto replies = run(io, run_scripts(up.client, calls));
        ASSERT_TRUE(replies);
        EXPECT_EQ((*replies)[1].at(0).text(), "l");
        EXPECT_EQ((*replies)[1].at(1).text(), "b");
        ASSERT_TRUE(run(io, up.client.execute(one({"SCRIPT", "FLUSH"}))));
    }
}

TEST(RedisClient, KilledServerFailsTheBatchAndIsFoundAgain) {
    boost::asio::io_context io(1);
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    ASSERT_TRUE(run(io, up.client.execute(one({"SET", "k", "kept"}))));
    ::kill(server.pid(), SIGKILL);
    // The embedded server is started again by its supervisor, the client finds it by itself.
    ASSERT_TRUE(test::run_until(
        io, [&] { return !up.client.connected(); }, 10s));
    EXPECT_EQ(run(io, up.client.execute(one({"PING"}))).error(), Errc::redis_down);
    ASSERT_TRUE(test::run_until(
        io, [&] { return up.client.connected(); }, 20s));
    EXPECT_EQ(server.restarts(), 1);
    for (;;) {
        const auto reply = run(io, up.client.execute(one({"GET", "k"})));
        ASSERT_TRUE(reply);
        if (reply->front().is_error()) continue;  // still loading its data
        EXPECT_EQ(reply->front().text(), "kept") << "appendfsync always keeps what was answered";
        break;
    }
}

TEST(RedisClient, HangingServerTimesOut) {
    boost::asio::io_context io(1);
    test::RedisServer server(io);
    Random random;
    RedisClient client(
        io.get_executor(), {server.address(), 200ms}, make_quiet_log(), random, nullptr);
    client.start([] {});
    ASSERT_TRUE(run(io, client.wait_connected(10s)));
    ::kill(server.pid(), SIGSTOP);
    const auto reply = run(io, client.execute(one({"PING"})));
    ::kill(server.pid(), SIGCONT);
    EXPECT_EQ(reply.error(), Errc::timed_out);
    client.stop();
    io.poll();
}

TEST(RedisQueue, EmptiedStoreIsNoticedByTheNextClaim) {
    boost::asio::io_context io(1);
    test::ManualClock clock(io.get_executor(), from_ms(1'751'338'800'000));
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    queue::RedisNoticeQueue queue(up.client, 4, {"d", "r"}, clock, make_quiet_log());
    ASSERT_TRUE(run(io, queue.open()));
    queue::LaneChange change;
    change.lane = "c/a/main/n";
    change.revision = 1;
    change.upserts = {{1, clock.now(), 0}};
    ASSERT_TRUE(run(io, queue.set_lanes({change})));
    ASSERT_TRUE(run(io, up.client.execute(one({"FLUSHALL"}))));
    EXPECT_EQ(run(io, queue.claim({})).error(), Errc::store_lost);
    EXPECT_EQ(run(io, queue.open()).value(), queue::NoticeQueue::Opened::empty);
}

TEST(RedisQueue, SkewedClockIsRefusedRatherThanFiringEarly) {
    // A clock that is not simulated, but an hour ahead of Redis'.
    class Ahead final : public Clock {
    public:
        explicit Ahead(boost::asio::any_io_executor executor)
            : real_(make_system_clock(std::move(executor))) {}
        SysTime now() const override { return real_->now() + 1h; }
        std::unique_ptr<Alarm> make_alarm() override { return real_->make_alarm(); }
        bool simulated() const override { return false; }

    private:
        std::unique_ptr<Clock> real_;
    };
    boost::asio::io_context io(1);
    Ahead clock(io.get_executor());
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    queue::RedisNoticeQueue queue(up.client, 4, {"d", "r"}, clock, make_quiet_log());
    ASSERT_TRUE(run(io, queue.open()));
    EXPECT_EQ(run(io, queue.claim({})).error(), Errc::clock_skew);
}

TEST(RedisQueue, LaneOfUsualSizeIsAListpack) {
    boost::asio::io_context io(1);
    test::ManualClock clock(io.get_executor(), from_ms(1'751'338'800'000));
    test::RedisServer server(io);
    test::RedisConnectionUp up(io, server.address());
    queue::RedisNoticeQueue queue(up.client, 1, {"d", "r"}, clock, make_quiet_log());
    ASSERT_TRUE(run(io, queue.open()));
    queue::LaneChange change;
    change.lane = "c/a/main/n";
    change.revision = 1;
    for (queue::NoticeNumber i = 0; i < 128; ++i) {
        change.upserts.push_back({queue::kLargestNumber - i, clock.now(), 0});
    }
    ASSERT_TRUE(run(io, queue.set_lanes({change})));
    const auto encoding =
        run(io, up.client.execute(one({"OBJECT", "ENCODING", "outreach:{p00}:lane:c/a/main/n"})));
    EXPECT_EQ(encoding->front().text(), "listpack");
}

TEST(RedisAddress, IsReadAndShownWithoutThePassword) {
    const auto address = parse_redis_url("redis://user:p%40ss@localhost:7000/3");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->password, "p@ss");
    EXPECT_EQ(address->database, 3);
    EXPECT_EQ(address->display(), "redis://localhost:7000/3");
    EXPECT_EQ(parse_redis_url("unix:///run/redis.sock")->socket_path, "/run/redis.sock");
    EXPECT_EQ(parse_redis_url("rediss://h").error(), Errc::redis_unsupported);
    EXPECT_EQ(parse_redis_url("redis+sentinel://h/m").error(), Errc::redis_unsupported);
    EXPECT_EQ(parse_redis_url("http://h").error(), Errc::bad_input);
}

}  // namespace
}  // namespace outreach::redis
