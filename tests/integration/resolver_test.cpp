// Name look-ups on real threads: the system's own, and some that hang, fail or change their mind.
#include "connectors/resolver.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "connectors/shared_lookup.hpp"
#include "tests/support/run.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using Answer = Result<Resolver::Addresses>;
using test::run;
using test::run_until;
namespace asio = boost::asio;

const asio::ip::address kFirst = asio::ip::make_address("192.0.2.1");

// A name server as a test wants it: names that begin with "slow" hang until let go.
struct NameServer {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    std::map<std::string, int> asked;
    int inside = 0;
    int most_inside = 0;

    Answer look_up(const std::string& host) {
        std::unique_lock lock(mutex);
        ++asked[host];
        most_inside = std::max(most_inside, ++inside);
        changed.notify_all();
        if (host.starts_with("slow")) changed.wait(lock, [&] { return open; });
        --inside;
        changed.notify_all();
        if (host.starts_with("unknown")) {
            return boost::system::error_code(asio::error::host_not_found);
        }
        return Resolver::Addresses(1, kFirst);
    }
    void let_go() {
        const std::scoped_lock lock(mutex);
        open = true;
        changed.notify_all();
    }
    bool wait_until(const std::function<bool()>& ready) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 10s, ready);
    }
    int under_way() {
        const std::scoped_lock lock(mutex);
        return inside;
    }
    int times(const std::string& host) {
        const std::scoped_lock lock(mutex);
        return asked[host];
    }
};

class SharedLookupTest : public testing::Test {
protected:
    ~SharedLookupTest() override { server_->let_go(); }

    std::unique_ptr<Resolver> make(LookupLimits limits = {}) {
        return make_shared_lookup(
            io_.get_executor(),
            [server = server_](const std::string& host) { return server->look_up(host); },
            limits);
    }
    // Asks in the background; the answer is there once the loop has run.
    std::shared_ptr<std::optional<Answer>> ask(Resolver& resolver,
                                               const std::string& host,
                                               Steady::duration patience = 10s) {
        auto answer = std::make_shared<std::optional<Answer>>();
        asio::co_spawn(io_,
                       resolver.resolve(host, Steady::now() + patience),
                       [answer](const std::exception_ptr&, Answer got) { answer->emplace(got); });
        return answer;
    }
    // Lets the loop run until so many look-ups hang.
    bool hang(asio::io_context& io, int names) {
        return run_until(
            io, [&] { return server_->under_way() == names; }, 10s);
    }
    asio::io_context io_{1};
    std::shared_ptr<NameServer> server_ = std::make_shared<NameServer>();
};

TEST(SystemResolver, FindsThisMachine) {
    asio::io_context io(1);
    const auto resolver = make_system_resolver(io.get_executor());
    const auto found = run(io, resolver->resolve("localhost", Steady::now() + 10s));
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_FALSE(found->empty());
    for (const auto& address : *found) EXPECT_TRUE(address.is_loopback()) << address;
}

TEST(SystemResolver, LiteralsNeedNoLookUp) {
    asio::io_context io(1);
    const auto resolver = make_system_resolver(io.get_executor());
    for (const char* literal : {"192.0.2.7", "2001:db8::7", "::ffff:10.0.0.1"}) {
        // The deadline is past: there was no time to ask anybody.
        const auto found = run(io, resolver->resolve(literal, Steady::now() - 1s));
        ASSERT_TRUE(found) << literal;
        EXPECT_EQ(*found, Resolver::Addresses(1, asio::ip::make_address(literal)));
    }
}

TEST(SystemResolver, UnknownNameIsAnErrorOfNetdb) {
    asio::io_context io(1);
    const auto resolver = make_system_resolver(io.get_executor());
    const auto found = run(io, resolver->resolve("partner.invalid", Steady::now() + 60s), 70s);
    ASSERT_FALSE(found);
    // Without a name server it is "try again"; with one, "not found".
    EXPECT_EQ(&found.error().category(), &asio::error::get_netdb_category()) << found.error();
}

TEST(SystemResolver, WhatIsNoNameIsNotAskedFor) {
    asio::io_context io(1);
    const auto resolver = make_system_resolver(io.get_executor());
    const std::string with_nul("localhost\0.example.jp", 21);
    for (const std::string& host : {std::string(), with_nul, std::string(254, 'a')}) {
        const auto found = run(io, resolver->resolve(host, Steady::now() + 10s));
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), asio::error::host_not_found);
    }
}

TEST_F(SharedLookupTest, GivesUpAtTheDeadlineAndLeavesTheLookUpBehind) {
    const auto resolver = make();
    const auto began = Steady::now();
    const auto gave_up = ask(*resolver, "slow.example.jp", 300ms);
    ASSERT_TRUE(run_until(
        io_, [&] { return gave_up->has_value(); }, 10s));
    EXPECT_EQ((**gave_up).error(), asio::error::timed_out);
    EXPECT_GE(Steady::now() - began, 300ms);
    EXPECT_LT(Steady::now() - began, 5s);
    const auto past = run(io_, resolver->resolve("a.example.jp", began));
    EXPECT_EQ(past.error(), asio::error::timed_out);
    EXPECT_EQ(server_->times("a.example.jp"), 0);
    // Who asks again joins the call that still hangs, and its answer serves them.
    const auto again = ask(*resolver, "slow.example.jp");
    io_.restart();
    io_.run_for(50ms);
    EXPECT_FALSE(*again);
    server_->let_go();
    ASSERT_TRUE(run_until(
        io_, [&] { return again->has_value(); }, 10s));
    ASSERT_TRUE(**again);
    EXPECT_EQ(***again, Resolver::Addresses(1, kFirst));
    EXPECT_EQ(server_->times("slow.example.jp"), 1);
}

TEST_F(SharedLookupTest, OneCallServesAllWhoAsk) {
    const auto resolver = make();
    std::vector<std::shared_ptr<std::optional<Answer>>> answers;
    for (const char* host : {"slow.example.jp", "SLOW.example.jp", "slow.Example.JP"}) {
        answers.push_back(ask(*resolver, host));
    }
    ASSERT_TRUE(hang(io_, 1));
    server_->let_go();
    for (const auto& answer : answers) {
        ASSERT_TRUE(run_until(
            io_, [&] { return answer->has_value(); }, 10s));
        EXPECT_TRUE(**answer);
    }
    EXPECT_EQ(server_->times("slow.example.jp"), 1);
}

// Holds the loop up until the answer is in, then asks before the loop has heard of it. The only
// thread looks the next name up when it has handed the answer over.
asio::awaitable<Answer> ask_when_it_is_in(Resolver& resolver, NameServer& server) {
    server.let_go();
    server.wait_until([&] { return server.asked["next.example.jp"] == 1; });
    co_return co_await resolver.resolve("slow.example.jp", Steady::now() + 10s);
}

TEST_F(SharedLookupTest, ACallThatHasJustEndedServesWhoComesThen) {
    const auto resolver = make({1, 1000, 0ms});
    const auto gone = ask(*resolver, "slow.example.jp", 50ms);
    const auto next = ask(*resolver, "next.example.jp");
    ASSERT_TRUE(run_until(
        io_, [&] { return gone->has_value(); }, 10s));
    EXPECT_TRUE(run(io_, ask_when_it_is_in(*resolver, *server_)));
    // A second call would have come before this one.
    EXPECT_TRUE(run(io_, resolver->resolve("last.example.jp", Steady::now() + 10s)));
    EXPECT_EQ(server_->times("slow.example.jp"), 1);
}

TEST_F(SharedLookupTest, AnswersAreKeptAndErrorsAreNot) {
    const auto resolver = make({8, 1000, 1h});
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(run(io_, resolver->resolve("a.example.jp", Steady::now() + 10s)));
        ASSERT_FALSE(run(io_, resolver->resolve("unknown.example.jp", Steady::now() + 10s)));
    }
    EXPECT_EQ(server_->times("a.example.jp"), 1);
    EXPECT_EQ(server_->times("unknown.example.jp"), 3);
}

TEST_F(SharedLookupTest, AnswersAreNotKeptForEver) {
    const auto resolver = make({8, 1000, 0ms});
    ASSERT_TRUE(run(io_, resolver->resolve("a.example.jp", Steady::now() + 10s)));
    ASSERT_TRUE(run(io_, resolver->resolve("a.example.jp", Steady::now() + 10s)));
    EXPECT_EQ(server_->times("a.example.jp"), 2);
}

TEST_F(SharedLookupTest, KeepsNoMoreNamesThanTheLimit) {
    const auto resolver = make({8, 3, 1h});
    for (const char* host : {"a", "b", "c", "d", "d", "b"}) {
        ASSERT_TRUE(run(io_, resolver->resolve(host, Steady::now() + 10s)));
    }
    EXPECT_EQ(server_->times("d"), 1);
    EXPECT_EQ(server_->times("b"), 1);
    ASSERT_TRUE(run(io_, resolver->resolve("a", Steady::now() + 10s)));
    EXPECT_EQ(server_->times("a"), 2) << "the oldest had to go";
}

TEST_F(SharedLookupTest, HangingNamesDoNotHoldTheOthers) {
    const auto resolver = make({3, 1000, 30s});
    const auto one = ask(*resolver, "slow-1");
    const auto two = ask(*resolver, "slow-2");
    const auto quick = run(io_, resolver->resolve("a.example.jp", Steady::now() + 10s));
    EXPECT_TRUE(quick);
    EXPECT_FALSE(*one);
    EXPECT_FALSE(*two);
}

TEST_F(SharedLookupTest, UsesNoMoreThreadsThanTheLimit) {
    const auto resolver = make({2, 1000, 30s});
    std::vector<std::shared_ptr<std::optional<Answer>>> answers;
    for (int i = 0; i < 6; ++i) answers.push_back(ask(*resolver, "slow-" + std::to_string(i)));
    ASSERT_TRUE(hang(io_, 2));
    // One that gave up before its turn is never asked for.
    const auto late = run(io_, resolver->resolve("slow-late", Steady::now() + 50ms));
    EXPECT_EQ(late.error(), asio::error::timed_out);
    server_->let_go();
    for (const auto& answer : answers) {
        ASSERT_TRUE(run_until(
            io_, [&] { return answer->has_value(); }, 10s));
        EXPECT_TRUE(**answer);
    }
    EXPECT_EQ(server_->times("slow-late"), 0);
    const std::scoped_lock lock(server_->mutex);
    EXPECT_EQ(server_->most_inside, 2);
}

TEST_F(SharedLookupTest, EndsAtOnceThoughALookUpHangs) {
    auto resolver = make();
    const auto waiting = ask(*resolver, "slow.example.jp");
    ASSERT_TRUE(hang(io_, 1));
    const auto began = Steady::now();
    resolver.reset();
    EXPECT_LT(Steady::now() - began, 5s);
    ASSERT_TRUE(run_until(
        io_, [&] { return waiting->has_value(); }, 10s));
    EXPECT_EQ((**waiting).error(), asio::error::operation_aborted);
}

TEST_F(SharedLookupTest, ALookUpMayOutliveTheLoop) {
    {
        asio::io_context io(1);
        const auto resolver = make_shared_lookup(
            io.get_executor(),
            [server = server_](const std::string& host) { return server->look_up(host); });
        asio::co_spawn(
            io, resolver->resolve("slow.example.jp", Steady::now() + 1h), asio::detached);
        ASSERT_TRUE(hang(io, 1));
    }
    server_->let_go();
    EXPECT_TRUE(server_->wait_until([&] { return server_->inside == 0; }));
}

asio::awaitable<void> hold_and_ask(std::shared_ptr<Resolver> resolver) {
    co_await resolver->resolve("slow.example.jp", Steady::now() + 1h);
}

// A coroutine that is cut short is destroyed with its loop, and what it owns with it.
TEST_F(SharedLookupTest, MayEndWithTheLoop) {
    {
        asio::io_context io(1);
        std::shared_ptr<Resolver> resolver = make_shared_lookup(
            io.get_executor(),
            [server = server_](const std::string& host) { return server->look_up(host); });
        asio::co_spawn(io, hold_and_ask(std::move(resolver)), asio::detached);
        ASSERT_TRUE(hang(io, 1));
    }
    server_->let_go();
    EXPECT_TRUE(server_->wait_until([&] { return server_->inside == 0; }));
}

TEST_F(SharedLookupTest, AnAnswerComesBackOnTheLoop) {
    const auto resolver = make();
    std::thread::id resumed_on;
    const auto work = [](Resolver& names, std::thread::id& where) -> asio::awaitable<void> {
        const auto answer = co_await names.resolve("a.example.jp", Steady::now() + 10s);
        if (answer) where = std::this_thread::get_id();
    };
    run(io_, work(*resolver, resumed_on));
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
}

}  // namespace
}  // namespace outreach::connectors
