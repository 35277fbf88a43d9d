// A real redis-server on a unix socket of its own, and a queue upon it.
#pragma once

#include <boost/asio/io_context.hpp>

#include "scheduler/queue/redis_notice_queue.hpp"
#include "scheduler/redis/embedded_redis.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::test {

// Throws if redis-server cannot be started: a test without it would prove nothing.
class RedisServer {
public:
    explicit RedisServer(boost::asio::io_context& io)
        : io_(io),
          log_(make_quiet_log()),
          server_(io.get_executor(), "redis-server", dir_.path(), log_) {
        if (!server_.start()) throw std::runtime_error("redis-server cannot be started");
    }
    ~RedisServer() { run(io_, server_.stop()); }
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    [[nodiscard]] redis::RedisAddress address() const { return server_.address(); }
    [[nodiscard]] int pid() const { return server_.pid(); }
    [[nodiscard]] int restarts() const { return server_.restarts(); }

private:
    boost::asio::io_context& io_;
    TempDir dir_;
    std::shared_ptr<Log> log_;
    redis::EmbeddedRedis server_;
};

// A connected client; throws if it cannot connect within ten seconds.
class RedisConnectionUp {
public:
    RedisConnectionUp(boost::asio::io_context& io, redis::RedisAddress address)
        : io_(io),
          client(io.get_executor(), {std::move(address)}, make_quiet_log(), random_, nullptr) {
        client.start([] {});
        if (!run(io, client.wait_connected(std::chrono::seconds{10}))) {
            throw std::runtime_error("no connection to redis-server");
        }
    }
    ~RedisConnectionUp() {
        client.stop();
        io_.restart();
        io_.poll();
    }
    RedisConnectionUp(const RedisConnectionUp&) = delete;
    RedisConnectionUp& operator=(const RedisConnectionUp&) = delete;

private:
    boost::asio::io_context& io_;
    Random random_;

public:
    redis::RedisClient client;
};

}  // namespace outreach::test
