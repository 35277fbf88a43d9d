// A second connection that listens to channels, because a subscribed one can do nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/base/log.hpp"
#include "config/base/random.hpp"
#include "scheduler/redis/redis_connection.hpp"

namespace outreach::redis {

class Subscriber {
public:
    // Called for each message, and with an empty channel after each (re)connection, because
    // messages sent meanwhile are lost.
    using OnMessage = std::function<void(std::string_view channel, std::string_view payload)>;

    Subscriber(boost::asio::any_io_executor executor,
               RedisAddress address,
               std::vector<std::string> channels,
               std::shared_ptr<const Log> log,
               Random& random,
               OnMessage on_message);
    ~Subscriber();
    void start();
    // Makes a new connection: the old one may be half open without our knowing.
    void renew();
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace outreach::redis
