// Keeps one connection to Redis up and runs batches of commands through it, pipelined: several
// batches may be under way, and their bytes share writes and, in Redis, one fsync.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/base/log.hpp"
#include "config/base/metrics.hpp"
#include "config/base/random.hpp"
#include "scheduler/redis/redis_connection.hpp"

namespace outreach::redis {

class RedisClient {
public:
    struct Options {
        RedisAddress address;
        std::chrono::milliseconds timeout{5000};  // from sending a batch to its last reply
    };
    RedisClient(boost::asio::any_io_executor executor,
                Options options,
                std::shared_ptr<const Log> log,
                Random& random,
                Metrics* metrics);
    ~RedisClient();

    // Begins connecting and reconnecting. `on_connected` runs after each new connection.
    void start(std::function<void()> on_connected);
    // Ends the connection; batches under way fail with Errc::redis_down. No restart.
    void stop();

    // Closes the connection and makes a new one, e.g. because its server was demoted.
    void reconnect();

    // One reply for each command, in order; error replies are replies. Errc::redis_down if the
    // connection broke: some commands may have been carried out. Errc::timed_out closes it.
    boost::asio::awaitable<Result<std::vector<RedisReply>>> execute(std::vector<Command> commands);
    // Waits until connected, at most `timeout`.
    boost::asio::awaitable<bool> wait_connected(std::chrono::milliseconds timeout);
    [[nodiscard]] bool connected() const;
    // What the last connection attempt said; empty while connected.
    [[nodiscard]] std::string last_error() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace outreach::redis
