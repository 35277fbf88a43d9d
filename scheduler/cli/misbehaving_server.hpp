// A receiver that does what no receiver should, to see what a sender makes of it. Plain sockets:
// what it does is below HTTP. For trials on this machine; every connection ends within ten minutes.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/base/errc.hpp"
#include "scheduler/cli/misbehaving_answers.hpp"

namespace outreach::cli {

class MisbehavingServer {
public:
    // One request. Told twice: when it has been read, and when the connection has ended.
    struct Episode {
        std::string method;
        std::string path;
        std::string id;  // webhook-id
        bool ended = false;
        std::chrono::milliseconds lasted{0};  // from the end of the request
        std::uint64_t sent = 0;               // bytes that the system took
        bool left_first = false;              // the sender closed before the answer's end
    };
    using OnEpisode = std::function<void(const Episode& episode)>;

    // Loopback only. The system's error if the port is taken; port 0 takes a free one.
    static Result<std::unique_ptr<MisbehavingServer>> start(boost::asio::any_io_executor executor,
                                                            std::uint16_t port,
                                                            Misbehaviour behaviour,
                                                            OnEpisode on_episode);
    ~MisbehavingServer();
    MisbehavingServer(const MisbehavingServer&) = delete;
    MisbehavingServer& operator=(const MisbehavingServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Ends the listener and every connection.
    void stop();

private:
    struct State;
    explicit MisbehavingServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

}  // namespace outreach::cli
