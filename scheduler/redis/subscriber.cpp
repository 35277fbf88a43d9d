#include "scheduler/redis/subscriber.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"

namespace outreach::redis {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kConnectTimeout{5};

}  // namespace

struct Subscriber::State {
    State(asio::any_io_executor ex,
          RedisAddress a,
          std::vector<std::string> c,
          std::shared_ptr<const Log> l,
          Random& r,
          OnMessage m)
        : executor(std::move(ex)),
          address(std::move(a)),
          channels(std::move(c)),
          log(std::move(l)),
          random(r),
          on_message(std::move(m)),
          pause(executor) {}
    asio::any_io_executor executor;
    RedisAddress address;
    std::vector<std::string> channels;
    std::shared_ptr<const Log> log;
    Random& random;
    OnMessage on_message;
    asio::steady_timer pause;
    std::shared_ptr<RedisConnection> connection;
    bool stopping = false;

    static asio::awaitable<void> run(std::shared_ptr<State> self);
    static asio::awaitable<void> listen(std::shared_ptr<State> self);
};

asio::awaitable<void> Subscriber::State::run(std::shared_ptr<State> self) {
    double backoff = 50;
    while (!self->stopping) {
        self->connection = std::make_shared<RedisConnection>(self->executor);
        const auto connected = co_await self->connection->connect(self->address, kConnectTimeout);
        if (connected && !self->stopping) {
            backoff = 50;
            co_await listen(self);
        }
        if (self->stopping) break;
        const double wait = backoff * self->random.between(0.5, 1.5);
        self->pause.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(wait)));
        co_await self->pause.async_wait(kTuple);
        backoff = std::min(backoff * 2, 5000.0);
    }
}

asio::awaitable<void> Subscriber::State::listen(std::shared_ptr<State> self) {
    const std::shared_ptr<RedisConnection> connection = self->connection;
    Command subscribe{"SUBSCRIBE"};
    subscribe.insert(subscribe.end(), self->channels.begin(), self->channels.end());
    std::string wire;
    append_wire(wire, subscribe);
    const auto written = co_await connection->write(std::move(wire));
    if (!written) co_return;
    std::size_t confirmed = 0;
    for (;;) {
        const auto reply = co_await connection->read_reply();
        if (!reply || self->stopping) co_return;
        if (reply->size() != 3) continue;
        if (reply->at(0).text() == "subscribe" && ++confirmed == self->channels.size()) {
            self->on_message({}, {});
        } else if (reply->at(0).text() == "message") {
            self->on_message(reply->at(1).text(), reply->at(2).text());
        }
    }
}

Subscriber::Subscriber(asio::any_io_executor executor,
                       RedisAddress address,
                       std::vector<std::string> channels,
                       std::shared_ptr<const Log> log,
                       Random& random,
                       OnMessage on_message)
    : state_(std::make_shared<State>(std::move(executor),
                                     std::move(address),
                                     std::move(channels),
                                     std::move(log),
                                     random,
                                     std::move(on_message))) {}

Subscriber::~Subscriber() {
    stop();
}

void Subscriber::start() {
    asio::co_spawn(state_->executor, State::run(state_), kFailLoudly);
}

void Subscriber::renew() {
    if (state_->connection) state_->connection->close();
}

void Subscriber::stop() {
    state_->stopping = true;
    state_->pause.cancel();
    if (state_->connection) state_->connection->close();
}

}  // namespace outreach::redis
