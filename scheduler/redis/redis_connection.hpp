// One socket to Redis: connect, write, read whole replies. Knows nothing of reconnecting.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "scheduler/redis/address.hpp"
#include "scheduler/redis/reply.hpp"

struct redisReader;

namespace outreach::redis {

using Command = std::vector<std::string>;

// Appends the RESP form of a command.
void append_wire(std::string& wire, const Command& command);

class RedisConnection {
public:
    explicit RedisConnection(boost::asio::any_io_executor executor);
    ~RedisConnection();
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    // Connects, logs in and selects the database, all within `timeout`.
    boost::asio::awaitable<Result<void>> connect(RedisAddress address,
                                                 std::chrono::milliseconds timeout);
    boost::asio::awaitable<Result<void>> write(std::string wire);
    // Waits for as long as it takes; close() ends it with an error.
    boost::asio::awaitable<Result<RedisReply>> read_reply();
    void close();
    [[nodiscard]] bool is_open() const { return socket_.is_open(); }

private:
    boost::asio::awaitable<Result<void>> connect_socket(RedisAddress address);
    boost::asio::awaitable<Result<void>> log_in(RedisAddress address);

    boost::asio::generic::stream_protocol::socket socket_;
    std::unique_ptr<redisReader, void (*)(redisReader*)> reader_;
    std::vector<char> chunk_;
};

}  // namespace outreach::redis
