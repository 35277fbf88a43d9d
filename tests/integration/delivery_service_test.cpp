// The loop that sends, over the queue in memory and a clock that the test moves.
#include "scheduler/delivery/delivery_service.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "tests/support/in_memory_queue.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::delivery {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
const SysTime kNow = from_ms(1'751'338'800'000);

// Endpoint "a/main" may be sent one notice an hour; nothing else is limited.
class Source final : public NoticeSource {
public:
    std::optional<Prepared> prepare(const queue::LaneName& lane,
                                    queue::NoticeNumber number,
                                    SysTime now) const override {
        auto notice = std::make_shared<campaigns::OutgoingNotice>();
        notice->id = "ntc_" + std::to_string(number);
        auto target = std::make_shared<connectors::Target>();
        target->partner = queue::partner_of_lane(lane);
        Prepared prepared;
        prepared.notice = notice;
        prepared.target = target;
        prepared.due = kNow;
        prepared.deadline = now + 24h;
        return prepared;
    }
    int limits_version() const override { return 1; }
    std::map<std::string, EndpointLimits> limits() const override {
        return {{"a/main", {16, campaigns::Rate{1, 3600s}}}, {"b/main", {16, {}}}};
    }
    void request_rebuild() override {}
    void found_unknown(const queue::LaneName&) override {}
    void was_delivered(const queue::LaneName&, int) override {}
};

// Partner a answers at once, partner b when the test says so.
class Connector final : public connectors::Connector {
public:
    explicit Connector(asio::io_context& io)
        : answered(io, std::chrono::steady_clock::time_point::max()) {}
    asio::awaitable<connectors::Outcome> send(
        std::shared_ptr<const connectors::Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice>) override {
        ++sent[target->partner];
        if (target->partner == "b") {
            co_await answered.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        connectors::Outcome outcome;
        outcome.verdict = connectors::Verdict::delivered;
        co_return outcome;
    }
    std::map<std::string, int> sent;
    asio::steady_timer answered;
};

TEST(DeliveryService, TokenThatComesWhileEverythingIsBusyDoesNotStopTheLoop) {
    asio::io_context io(1);
    test::TempDir dir;
    test::ManualClock clock(io.get_executor(), kNow);
    test::InMemoryQueue queue(clock);
    Source source;
    Connector connector(io);
    journal::Ledger ledger;
    Random random(1);
    Metrics metrics;
    auto journal = journal::Journal::open(
        io.get_executor(), dir.path() / "j", [](std::string_view) {}, make_quiet_log());
    ASSERT_TRUE(journal);
    config::DeliverySettings settings;
    settings.concurrency = 2;
    DeliveryService service(
        io.get_executor(),
        settings,
        {queue, source, connector, **journal, ledger, clock, random, metrics, make_quiet_log()});
    const auto set = [&](const char* lane, std::vector<queue::QueueEntry> entries) {
        queue::LaneChange change;
        change.lane = lane;
        change.revision = 1;
        change.upserts = std::move(entries);
        ASSERT_TRUE(test::run(io, queue.set_lanes({change})));
    };
    set("c/a/main/n", {{1, kNow, 0}, {2, kNow, 0}});
    service.start();
    ASSERT_TRUE(test::run_until(
        io, [&] { return ledger.count(queue::Verdict::delivered) == 1; }, 5s));
    set("c/b/main/n", {{3, kNow, 0}, {4, kNow, 0}});
    ASSERT_TRUE(test::run_until(
        io, [&] { return connector.sent["b"] == 2; }, 5s));
    clock.advance(2h);  // a's token is there, but there is no room
    bool alive = false;
    asio::post(io, [&] { asio::post(io, [&] { alive = true; }); });
    EXPECT_TRUE(test::run_until(
        io, [&] { return alive; }, 5s));
    connector.answered.cancel();
    EXPECT_TRUE(test::run_until(
        io, [&] { return ledger.count(queue::Verdict::delivered) == 4; }, 5s));
    test::run(io, service.drain(1s));
    EXPECT_EQ(connector.sent["a"], 2);
}

}  // namespace
}  // namespace outreach::delivery
