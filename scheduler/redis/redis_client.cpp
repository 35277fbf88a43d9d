#include "scheduler/redis/redis_client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"

namespace outreach::redis {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr double kFirstBackoffMs = 50;
constexpr double kLongestBackoffMs = 5000;

// A batch under way; `bell` is its deadline and, cancelled, the sign that it is over.
struct Batch {
    Batch(const asio::any_io_executor& executor, std::size_t count)
        : wanted(count), bell(executor) {}
    std::size_t wanted;
    std::vector<RedisReply> replies;
    boost::system::error_code error;
    bool done = false;
    asio::steady_timer bell;

    void finish(boost::system::error_code ec) {
        if (done) return;
        done = true;
        error = ec;
        bell.cancel();
    }
};

}  // namespace

// Shared with the coroutines, which may outlive the client by one resumption.
struct RedisClient::State : std::enable_shared_from_this<RedisClient::State> {
    State(
        asio::any_io_executor ex, Options opts, std::shared_ptr<const Log> l, Random& r, Metrics* m)
        : executor(std::move(ex)),
          options(std::move(opts)),
          log(std::move(l)),
          random(r),
          metrics(m),
          pause(executor),
          connected_bell(executor) {}

    asio::any_io_executor executor;
    Options options;
    std::shared_ptr<const Log> log;
    Random& random;
    Metrics* metrics;
    std::function<void()> on_connected;

    std::shared_ptr<RedisConnection> connection;  // set while connected
    std::string outbox;
    bool writing = false;
    std::deque<std::shared_ptr<Batch>> under_way;
    asio::steady_timer pause;
    asio::steady_timer connected_bell;
    bool stopping = false;
    std::string last_error = "not connected yet";

    void drop_connection() {
        if (connection) connection->close();
    }
    void fail_all(boost::system::error_code ec) {
        for (const auto& batch : under_way) batch->finish(ec);
        under_way.clear();
        outbox.clear();
    }
    void send(std::string wire) {
        outbox += wire;
        if (writing) return;
        writing = true;
        asio::co_spawn(executor, write_loop(shared_from_this()), kFailLoudly);
    }

    static asio::awaitable<void> run(std::shared_ptr<State> self);
    static asio::awaitable<void> read_loop(std::shared_ptr<State> self);
    static asio::awaitable<void> write_loop(std::shared_ptr<State> self);
};

asio::awaitable<void> RedisClient::State::run(std::shared_ptr<State> self) {
    double backoff = kFirstBackoffMs;
    while (!self->stopping) {
        auto connection = std::make_shared<RedisConnection>(self->executor);
        const auto connected =
            co_await connection->connect(self->options.address, self->options.timeout);
        if (self->stopping) break;
        if (connected) {
            backoff = kFirstBackoffMs;
            self->connection = connection;
            self->last_error.clear();
            self->connected_bell.cancel();
            self->log->info("redis.connected", {{"address", self->options.address.display()}});
            if (self->on_connected) self->on_connected();
            co_await read_loop(self);
            self->connection.reset();
            self->fail_all(Errc::redis_down);
        } else {
            self->last_error = connected.error().message();
        }
        if (self->stopping) break;
        const double wait = backoff * self->random.between(0.5, 1.5);
        self->log->warn(
            "redis.disconnected",
            {{"error", self->last_error}, {"retry_ms", static_cast<std::int64_t>(wait)}});
        self->pause.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(wait)));
        co_await self->pause.async_wait(kTuple);
        backoff = std::min(backoff * 2, kLongestBackoffMs);
    }
    self->fail_all(Errc::redis_down);
}

asio::awaitable<void> RedisClient::State::read_loop(std::shared_ptr<State> self) {
    const std::shared_ptr<RedisConnection> connection = self->connection;
    while (connection->is_open()) {
        auto reply = co_await connection->read_reply();
        if (!reply || self->under_way.empty()) {
            self->last_error = reply ? "a reply that nobody asked for" : reply.error().message();
            connection->close();
            co_return;
        }
        const std::shared_ptr<Batch> batch = self->under_way.front();
        batch->replies.push_back(std::move(*reply));
        if (batch->replies.size() < batch->wanted) continue;
        self->under_way.pop_front();
        batch->finish({});
    }
    self->last_error = "the connection was closed after a timeout";
}

asio::awaitable<void> RedisClient::State::write_loop(std::shared_ptr<State> self) {
    while (!self->outbox.empty() && self->connection) {
        const std::shared_ptr<RedisConnection> connection = self->connection;
        std::string wire;
        wire.swap(self->outbox);
        const auto written = co_await connection->write(std::move(wire));
        if (!written) connection->close();
    }
    self->writing = false;
}

RedisClient::RedisClient(asio::any_io_executor executor,
                         Options options,
                         std::shared_ptr<const Log> log,
                         Random& random,
                         Metrics* metrics)
    : state_(std::make_shared<State>(
          std::move(executor), std::move(options), std::move(log), random, metrics)) {}

RedisClient::~RedisClient() {
    stop();
}

void RedisClient::start(std::function<void()> on_connected) {
    state_->on_connected = std::move(on_connected);
    asio::co_spawn(state_->executor, State::run(state_), kFailLoudly);
}

void RedisClient::stop() {
    if (state_->stopping) return;
    state_->stopping = true;
    state_->on_connected = nullptr;
    state_->pause.cancel();
    state_->connected_bell.cancel();
    state_->drop_connection();
}

void RedisClient::reconnect() {
    state_->drop_connection();
}

bool RedisClient::connected() const {
    return state_->connection != nullptr;
}
std::string RedisClient::last_error() const {
    return state_->last_error;
}

asio::awaitable<bool> RedisClient::wait_connected(std::chrono::milliseconds timeout) {
    const std::shared_ptr<State> state = state_;
    if (!state->connection && !state->stopping) {
        state->connected_bell.expires_after(timeout);
        co_await state->connected_bell.async_wait(kTuple);
    }
    co_return state->connection != nullptr;
}

asio::awaitable<Result<std::vector<RedisReply>>> RedisClient::execute(
    std::vector<Command> commands) {
    const std::shared_ptr<State> state = state_;
    if (!state->connection) co_return Errc::redis_down;
    if (commands.empty()) co_return std::vector<RedisReply>();
    const auto batch = std::make_shared<Batch>(state->executor, commands.size());
    batch->replies.reserve(commands.size());
    std::string wire;
    for (const Command& command : commands) append_wire(wire, command);
    const auto began = Steady::now();
    state->under_way.push_back(batch);
    state->send(std::move(wire));
    batch->bell.expires_after(state->options.timeout);
    co_await batch->bell.async_wait(kTuple);
    if (!batch->done) {
        // The reply may still come, and would be taken for another's: the connection is spent.
        state->drop_connection();
        co_return Errc::timed_out;
    }
    if (batch->error) co_return batch->error;
    if (state->metrics != nullptr) state->metrics->redis_round_trip(Steady::now() - began);
    co_return std::move(batch->replies);
}

}  // namespace outreach::redis
