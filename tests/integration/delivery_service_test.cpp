// The loop that sends, over the queue in memory and a clock that the test moves.
#include "scheduler/delivery/delivery_service.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <set>

#include "tests/support/in_memory_queue.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::delivery {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
const SysTime kNow = from_ms(1'751'338'800'000);

// Every number of every lane is a notice with a day left, to an address named after its partner.
class Source final : public NoticeSource {
public:
    std::optional<Prepared> prepare(const queue::LaneName& lane,
                                    queue::NoticeNumber number,
                                    SysTime) const override {
        auto notice = std::make_shared<campaigns::OutgoingNotice>();
        notice->id = "ntc_" + std::to_string(number);
        auto target = std::make_shared<connectors::Target>();
        target->partner = queue::partner_of_lane(lane);
        target->fingerprint = "address of " + target->partner;
        target->promise = promise;
        Prepared prepared;
        prepared.notice = notice;
        prepared.target = target;
        prepared.due = kNow;
        prepared.deadline = kNow + 24h;
        return prepared;
    }
    int limits_version() const override { return 1; }
    std::map<std::string, EndpointLimits> limits() const override { return all_limits; }
    std::vector<journal::NoticePlace> overdue(const std::string& endpoint,
                                              SysTime now,
                                              std::size_t) const override {
        const bool any = endpoint == "a/main" && now >= kNow + 24h;
        return any ? past_their_deadline : std::vector<journal::NoticePlace>();
    }
    void request_rebuild() override {}
    void found_unknown(const queue::LaneName&) override {}
    void disable(const std::string& endpoint,
                 const std::string& fingerprint,
                 const std::string&) override {
        disabled.emplace_back(endpoint, fingerprint);
    }
    void was_delivered(const queue::LaneName&, int) override {}

    std::map<std::string, EndpointLimits> all_limits;
    campaigns::DeliveryPromise promise = campaigns::DeliveryPromise::at_least_once;
    std::vector<std::pair<std::string, std::string>> disabled;
    std::vector<journal::NoticePlace> past_their_deadline;
};

struct Sent {
    std::string partner;
    std::string notice;
    connectors::Trial trial;
};

// Answers as `answer` says; whoever is in `hanging` answers when the test lets it.
class Connector final : public connectors::Connector {
public:
    explicit Connector(asio::io_context& io)
        : answered(io, std::chrono::steady_clock::time_point::max()) {}
    asio::awaitable<connectors::Outcome> send(
        std::shared_ptr<const connectors::Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice> notice,
        connectors::Trial trial) override {
        sent.push_back({target->partner, notice->id, trial});
        ++count[target->partner];
        if (hanging.contains(target->partner)) {
            co_await answered.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        connectors::Outcome outcome = answer(sent.back());
        co_return outcome;
    }
    std::function<connectors::Outcome(const Sent&)> answer = [](const Sent&) {
        return outcome(connectors::Verdict::delivered);
    };
    static connectors::Outcome outcome(connectors::Verdict verdict) {
        connectors::Outcome made;
        made.verdict = verdict;
        made.detail = "as the test says";
        return made;
    }
    std::set<std::string> hanging;
    std::vector<Sent> sent;
    std::map<std::string, int> count;
    asio::steady_timer answered;
};

class DeliveryServiceTest : public testing::Test {
protected:
    void make(int concurrency = 256) {
        auto opened = journal::Journal::open(
            io.get_executor(), dir.path() / "j", [](std::string_view) {}, make_quiet_log());
        ASSERT_TRUE(opened);
        journal = std::move(*opened);
        settings.concurrency = concurrency;
        service = std::make_unique<DeliveryService>(io.get_executor(),
                                                    settings,
                                                    DeliveryService::Doors{queue,
                                                                           source,
                                                                           connector,
                                                                           *journal,
                                                                           ledger,
                                                                           clock,
                                                                           random,
                                                                           metrics,
                                                                           make_quiet_log()});
    }
    void TearDown() override {
        if (!service) return;
        connector.answered.cancel();
        test::run(io, service->drain(1s));
    }
    void set(const std::string& lane, queue::NoticeNumber first, queue::NoticeNumber last) {
        queue::LaneChange change;
        change.lane = lane;
        change.revision = 1;
        for (queue::NoticeNumber n = first; n <= last; ++n) {
            change.upserts.push_back({n, kNow - 1h + Millis{static_cast<std::int64_t>(n)}, 0});
        }
        ASSERT_TRUE(test::run(io, queue.set_lanes({change})));
    }
    bool until(const std::function<bool()>& ready) { return test::run_until(io, ready, 10s); }
    // All that can happen now has happened.
    void settle_down() {
        for (int i = 0; i < 5; ++i) {
            bool done = false;
            asio::post(io, [&] { asio::post(io, [&] { done = true; }); });
            ASSERT_TRUE(until([&] { return done; }));
            // The journal writes in a thread of its own.
            ASSERT_TRUE(until([&] { return service->condition().in_flight == 0; }));
        }
    }
    int delivered() const { return static_cast<int>(ledger.count(queue::Verdict::delivered)); }
    std::vector<std::string> notices_sent() const {
        std::vector<std::string> all;
        for (const Sent& each : connector.sent) all.push_back(each.notice);
        return all;
    }

    // The next run after a crash: all that it has is what is on record; its queue is set anew.
    struct NextRun {
        explicit NextRun(DeliveryServiceTest& crashed)
            : queue(crashed.clock), connector(crashed.io) {
            auto opened = journal::Journal::open(
                crashed.io.get_executor(),
                crashed.dir.path() / "j",
                [this](std::string_view line) { ledger.apply(*journal::from_line(line)); },
                make_quiet_log());
            if (!opened) throw std::runtime_error(opened.error().message());
            journal = std::move(*opened);
            service = std::make_unique<DeliveryService>(crashed.io.get_executor(),
                                                        crashed.settings,
                                                        DeliveryService::Doors{queue,
                                                                               crashed.source,
                                                                               connector,
                                                                               *journal,
                                                                               ledger,
                                                                               crashed.clock,
                                                                               crashed.random,
                                                                               crashed.metrics,
                                                                               make_quiet_log()});
        }
        journal::Ledger ledger;
        test::InMemoryQueue queue;
        Connector connector;
        std::unique_ptr<journal::Journal> journal;
        std::unique_ptr<DeliveryService> service;
    };
    static void set_one(test::InMemoryQueue& into,
                        asio::io_context& io,
                        queue::NoticeNumber number) {
        queue::LaneChange change;
        change.lane = "c/a/main/n";
        change.revision = 1;
        change.upserts = {{number, kNow, 0}};
        ASSERT_TRUE(test::run(io, into.set_lanes({change})));
    }

    asio::io_context io{1};
    test::TempDir dir;
    test::ManualClock clock{io.get_executor(), kNow};
    test::InMemoryQueue queue{clock};
    Source source;
    Connector connector{io};
    journal::Ledger ledger;
    Random random{1};
    Metrics metrics;
    config::DeliverySettings settings;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<DeliveryService> service;
};

TEST_F(DeliveryServiceTest, TokenThatComesWhileEverythingIsBusyDoesNotStopTheLoop) {
    source.all_limits = {{"a/main", {16, campaigns::Rate{1, 3600s}}}, {"b/main", {16, {}}}};
    connector.hanging = {"b"};
    make(2);
    set("c/a/main/n", 1, 2);
    service->start();
    ASSERT_TRUE(until([&] { return delivered() == 1; }));
    set("c/b/main/n", 3, 4);
    ASSERT_TRUE(until([&] { return connector.count["b"] == 2; }));
    clock.advance(2h);  // a's token is there, but there is no room
    bool alive = false;
    asio::post(io, [&] { asio::post(io, [&] { alive = true; }); });
    EXPECT_TRUE(until([&] { return alive; }));
    connector.answered.cancel();
    EXPECT_TRUE(until([&] { return delivered() == 4; }));
    EXPECT_EQ(connector.count["a"], 2);
}

TEST_F(DeliveryServiceTest, ADeliveryMayDisableItsEndpoint) {
    source.all_limits = {{"a/main", {1, {}}}};
    connector.answer = [](const Sent&) {
        connectors::Outcome last = Connector::outcome(connectors::Verdict::delivered);
        last.no_more = true;
        return last;
    };
    make();
    set("c/a/main/n", 1, 3);
    service->start();
    ASSERT_TRUE(until([&] { return delivered() == 1; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], 1) << "the others are held";
    EXPECT_EQ(source.disabled.size(), 1U);
    EXPECT_EQ(ledger.count(queue::Verdict::dead), 0U);
}

TEST_F(DeliveryServiceTest, GoneDisablesAtOnceAndHoldsTheRestUntilForgiven) {
    source.all_limits = {{"a/main", {1, {}}}};
    connector.answer = [](const Sent&) { return Connector::outcome(connectors::Verdict::gone); };
    make();
    set("c/a/main/n", 1, 5);
    service->start();
    ASSERT_TRUE(until([&] { return ledger.count(queue::Verdict::dead) == 1; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], 1) << "nothing more goes to an address that is no more";
    EXPECT_EQ(source.disabled,
              (std::vector<std::pair<std::string, std::string>>{{"a/main", "address of a"}}));
    connector.answer = [](const Sent&) {
        return Connector::outcome(connectors::Verdict::delivered);
    };
    // `partner enable` sets the lanes anew.
    test::run(io, service->forgive("a/main"));
    for (queue::NoticeNumber n = 2; n <= 5; ++n) {
        EXPECT_EQ(test::run(io, queue.move("c/a/main/n", n, clock.now())).value(),
                  queue::Change::done);
    }
    queue.look_everywhere();
    test::run(io, service->forgive("a/main"));
    EXPECT_TRUE(until([&] { return delivered() == 4; }));
}

TEST_F(DeliveryServiceTest, AtMostOnceIsNotRepeatedAfterACrash) {
    source.promise = campaigns::DeliveryPromise::at_most_once;
    make();
    set("c/a/main/n", 1, 1);
    ASSERT_EQ(test::run(io, queue.claim({})).value().notices.size(), 1U);  // and then it crashed
    clock.advance(2min);
    service->start();
    ASSERT_TRUE(until([&] { return ledger.count(queue::Verdict::dead) == 1; }));
    EXPECT_TRUE(connector.sent.empty());
    EXPECT_EQ(ledger.find("c/a/main/n", 1)->result(), "outcome unknown");
}

TEST_F(DeliveryServiceTest, AtMostOnceIsNotRepeatedThoughTheQueueForgotItsLease) {
    source.promise = campaigns::DeliveryPromise::at_most_once;
    connector.hanging = {"a"};
    make();
    set("c/a/main/n", 1, 1);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["a"] == 1; }));
    NextRun next(*this);
    const auto* record = next.ledger.find("c/a/main/n", 1);
    ASSERT_NE(record, nullptr);
    EXPECT_TRUE(record->sending);
    set_one(next.queue, io, 1);
    next.service->start();
    ASSERT_TRUE(until([&] { return next.ledger.count(queue::Verdict::dead) == 1; }));
    EXPECT_TRUE(next.connector.sent.empty());
    test::run(io, next.service->drain(1s));
}

TEST_F(DeliveryServiceTest, AtMostOnceIsSentLaterIfNothingWasSentAtFirst) {
    source.promise = campaigns::DeliveryPromise::at_most_once;
    connector.answer = [this](const Sent&) {
        connectors::Outcome made = Connector::outcome(connectors::Verdict::held);
        made.pause = 60s;
        return clock.now() > kNow ? Connector::outcome(connectors::Verdict::delivered) : made;
    };
    make();
    set("c/a/main/n", 1, 1);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["a"] == 1; }));
    settle_down();
    EXPECT_EQ(ledger.find("c/a/main/n", 1), nullptr);
    clock.advance(60s);
    EXPECT_TRUE(until([&] { return delivered() == 1; }));
}

TEST_F(DeliveryServiceTest, AtLeastOnceIsRepeatedAfterACrashAndSaysSo) {
    make();
    set("c/a/main/n", 1, 1);
    ASSERT_EQ(test::run(io, queue.claim({})).value().notices.size(), 1U);
    clock.advance(2min);
    service->start();
    ASSERT_TRUE(until([&] { return delivered() == 1; }));
    EXPECT_TRUE(connector.sent.at(0).trial.maybe_repeat);
    EXPECT_EQ(connector.sent.at(0).trial.attempt, 1);
}

TEST_F(DeliveryServiceTest, ARestFromBeforeItsStartIsShownAndKept) {
    source.all_limits = {{"a/main", {1, {}}}};
    make();
    ASSERT_TRUE(test::run(io, queue.set_gate({"a/main", kNow + 1h, "throttled"})));
    ASSERT_TRUE(test::run(io, queue.set_gate({"gone/main", kNow + 1h, "throttled"})));
    set("c/a/main/n", 1, 1);
    service->start();
    settle_down();
    EXPECT_EQ(service->endpoints().at("a/main").not_before, kNow + 1h);
    EXPECT_FALSE(service->endpoints().contains("gone/main"));
    EXPECT_EQ(connector.count["a"], 0);
    clock.advance(1h);
    EXPECT_TRUE(until([&] { return connector.count["a"] == 1; }));
}

TEST_F(DeliveryServiceTest, WhatDiesWhileItsEndpointRestsIsOverThen) {
    source.all_limits = {{"a/main", {1, {}}}};
    source.past_their_deadline = {{"c/a/main/n", 1}, {"c/a/main/n", 2}, {"c/a/main/n", 9}};
    make();
    ASSERT_TRUE(test::run(io, queue.set_gate({"a/main", kNow + 48h, "throttled"})));
    set("c/a/main/n", 1, 3);
    service->start();
    settle_down();
    EXPECT_EQ(ledger.count(queue::Verdict::expired), 0U);
    clock.advance(24h);
    ASSERT_TRUE(until([&] { return ledger.count(queue::Verdict::expired) == 2; }));
    const auto lanes = test::run(io, queue.read_lanes({"c/a/main/n"}));
    ASSERT_EQ(lanes->front().size(), 1U);
    EXPECT_EQ(lanes->front().front().number, 3U);
    EXPECT_EQ(ledger.find("c/a/main/n", 9), nullptr) << "another daemon has ended it";
    EXPECT_EQ(connector.count["a"], 0);
}

TEST_F(DeliveryServiceTest, ARestIsKeptThoughTheStoreForgotIt) {
    source.all_limits = {{"a/main", {4, {}, false, "address of a"}}};
    connector.answer = [](const Sent&) {
        connectors::Outcome busy = Connector::outcome(connectors::Verdict::throttled);
        busy.pause = 30min;
        return busy;
    };
    make();
    set("c/a/main/n", 1, 1);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["a"] == 1; }));
    ASSERT_TRUE(until([&] { return ledger.find("c/a/main/n", 1) != nullptr; }));
    NextRun next(*this);
    set_one(next.queue, io, 2);
    next.service->start();
    settle_down();
    EXPECT_TRUE(next.connector.sent.empty());
    const EndpointState& state = next.service->endpoints().at("a/main");
    EXPECT_EQ(state.not_before, kNow + 30min);
    EXPECT_EQ(state.breaker.failures(), 1);
    clock.advance(30min);
    ASSERT_TRUE(until([&] { return next.connector.sent.size() == 1; }));
    test::run(io, next.service->drain(1s));
}

TEST_F(DeliveryServiceTest, ThrottledEndpointRestsAsLongAsItAsksAndNobodyElseDoes) {
    source.all_limits = {{"a/main", {1, {}}}};
    connector.answer = [this](const Sent& sent) {
        if (sent.partner != "a" || clock.now() > kNow) {
            return Connector::outcome(connectors::Verdict::delivered);
        }
        connectors::Outcome made = Connector::outcome(connectors::Verdict::throttled);
        made.pause = 1h;
        return made;
    };
    make();
    set("c/a/main/n", 1, 5);
    set("c/b/main/n", 11, 15);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["b"] == 5; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], 1);
    clock.advance(1h - 1ms);
    settle_down();
    EXPECT_EQ(connector.count["a"], 1);
    clock.advance(1ms);
    EXPECT_TRUE(until([&] { return connector.count["a"] == 6; }));
}

TEST_F(DeliveryServiceTest, FailingEndpointIsLeftAloneAndProbedOneAtATime) {
    connector.answer = [](const Sent&) { return Connector::outcome(connectors::Verdict::retry); };
    make();
    set("c/a/main/n", 1, 200);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["a"] >= 20; }));
    settle_down();
    const int burst = connector.count["a"];
    EXPECT_LE(burst, 36) << "20 failures and what was under way";
    clock.advance(30s);
    ASSERT_TRUE(until([&] { return connector.count["a"] > burst; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], burst + 1) << "one probe";
    clock.advance(60s);
    ASSERT_TRUE(until([&] { return connector.count["a"] > burst + 1; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], burst + 2);
    connector.answer = [](const Sent&) {
        return Connector::outcome(connectors::Verdict::delivered);
    };
    clock.advance(2min);
    EXPECT_TRUE(until([&] { return delivered() > 150; })) << "and then everything at once";
}

TEST_F(DeliveryServiceTest, OrderedEndpointNeverOvertakes) {
    source.all_limits = {{"a/main", {1, {}, true}}};
    int refusals = 2;
    connector.answer = [&](const Sent& sent) {
        const bool refuse = sent.notice == "ntc_2" && refusals-- > 0;
        return Connector::outcome(refuse ? connectors::Verdict::retry
                                         : connectors::Verdict::delivered);
    };
    make();
    set("c/a/main/n", 1, 4);
    service->start();
    ASSERT_TRUE(until([&] { return connector.count["a"] == 2; }));
    settle_down();
    EXPECT_EQ(connector.count["a"], 2) << "3 and 4 wait for 2";
    clock.advance(6s);
    ASSERT_TRUE(until([&] { return connector.count["a"] == 3; }));
    settle_down();
    clock.advance(6min);
    ASSERT_TRUE(until([&] { return delivered() == 4; }));
    EXPECT_EQ(notices_sent(),
              (std::vector<std::string>{"ntc_1", "ntc_2", "ntc_2", "ntc_2", "ntc_3", "ntc_4"}));
}

TEST_F(DeliveryServiceTest, HangingEndpointHoldsNobodyElse) {
    connector.hanging = {"p0"};
    make();
    for (queue::NoticeNumber partner = 0; partner < 10; ++partner) {
        set("c/p" + std::to_string(partner) + "/main/n", partner * 1000 + 1, partner * 1000 + 300);
    }
    service->start();
    EXPECT_TRUE(until([&] { return delivered() == 9 * 300; }));
    EXPECT_EQ(connector.count["p0"], 16) << "its own slots and no more";
}

TEST_F(DeliveryServiceTest, UrgentGoesBeforeOrdinary) {
    source.all_limits = {{"a/main", {1, {}}}};
    make(4);
    set("c/a/main/n", 1, 10);
    set("c/a/main/u", 21, 22);
    service->start();
    ASSERT_TRUE(until([&] { return delivered() == 12; }));
    const auto order = notices_sent();
    EXPECT_EQ(order.at(0), "ntc_21");
    EXPECT_EQ(order.at(1), "ntc_22");
}

}  // namespace
}  // namespace outreach::delivery
