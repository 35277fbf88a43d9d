// One accepted connection of the hostile receiver: blocking calls that end when the receiver does.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/support/hostile_receiver.hpp"

namespace outreach::test {

// What all connections of a receiver share.
struct HostileShared {
    int stop = -1;  // an eventfd that is readable once the receiver ends
    std::uint16_t port = 0;
    std::atomic<int> connections{0};
    std::atomic<int> requests{0};
    std::atomic<int> bodies{0};
    std::atomic<int> visits{0};
    std::atomic<int> open{0};
    std::atomic<std::uint64_t> sent{0};
    mutable std::mutex mutex;
    std::string last_request;  // under `mutex`
};

class HostileConnection {
public:
    // Takes `socket`, which does not block.
    HostileConnection(HostileShared& shared, int socket);
    ~HostileConnection();
    HostileConnection(const HostileConnection&) = delete;
    HostileConnection& operator=(const HostileConnection&) = delete;

    // All return false when the peer or the receiver has ended.
    bool read_head();
    bool read_body();
    bool send(std::string_view bytes);
    bool pause(std::chrono::milliseconds time);
    // Reads and forgets until the end.
    void drain();
    // Until the peer has closed, without reading what it sends.
    void wait_for_hangup();
    // The next close sends RST.
    void reset();

    // "/drip" of the request that was read last; without the query.
    [[nodiscard]] std::string path() const;

private:
    bool wait(short events, int timeout_ms);
    bool read_some();
    [[nodiscard]] std::size_t body_length() const;
    void remember();

    HostileShared& shared_;
    int socket_;
    std::string buffer_;  // what was read and not used
    std::string head_;
};

// One request and what follows from it; false when the connection is to be closed.
bool misbehave(Behaviour behaviour, HostileConnection& connection, const HostileShared& shared);
// The behaviour that the path names.
[[nodiscard]] std::optional<Behaviour> behaviour_of(std::string_view path);

}  // namespace outreach::test
