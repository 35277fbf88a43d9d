// Our own redis-server: started on a unix socket inside the data directory, watched, started
// again if it dies, and stopped with the daemon. Its data stays for the next start.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "config/base/log.hpp"
#include "scheduler/redis/address.hpp"

namespace outreach::redis {

class EmbeddedRedis {
public:
    // `program` is found in PATH. The caller holds the data directory's lock, so a redis-server
    // that still runs there is an orphan, and is ended first.
    EmbeddedRedis(boost::asio::any_io_executor executor,
                  std::string program,
                  std::filesystem::path data_dir,
                  std::shared_ptr<const Log> log);
    ~EmbeddedRedis();
    EmbeddedRedis(const EmbeddedRedis&) = delete;
    EmbeddedRedis& operator=(const EmbeddedRedis&) = delete;

    // Errc::not_found if there is no such program; the system's error if it cannot be run.
    Result<void> start();
    // Asks it to save and end, waits at most 10 s, then kills it.
    boost::asio::awaitable<void> stop();
    [[nodiscard]] RedisAddress address() const;
    [[nodiscard]] int pid() const;
    [[nodiscard]] int restarts() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace outreach::redis
