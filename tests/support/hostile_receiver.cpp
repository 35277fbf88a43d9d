// The threads and sockets of the hostile receiver.
#include "tests/support/hostile_receiver.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <stdexcept>
#include <thread>

#include "tests/support/hostile_connection.hpp"

namespace outreach::test {
namespace {

// Bound to a free port of 127.0.0.1; nobody is accepted before listen().
int bound_socket(std::uint16_t& port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) throw std::runtime_error("no socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool good =
        ::bind(socket, generic, size) == 0 && ::getsockname(socket, generic, &size) == 0;
    if (!good) {
        ::close(socket);
        throw std::runtime_error("no free port on 127.0.0.1");
    }
    port = ntohs(address.sin_port);
    return socket;
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

}  // namespace

struct HostileReceiver::Impl {
    HostileShared shared;
    std::optional<Behaviour> always;
    int listener = -1;
    std::vector<std::thread> sessions;  // only of the accepting thread, and after it ended
    std::thread accepting;

    void start() {
        listener = bound_socket(shared.port);
        shared.stop = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (shared.stop < 0) throw std::runtime_error("no eventfd");
        if (always == Behaviour::refuse) return;  // the port stays ours: nobody else answers
        if (::listen(listener, 128) != 0) throw std::runtime_error("cannot listen");
        accepting = std::thread([this] { accept_all(); });
    }

    void accept_all() {
        std::array<pollfd, 2> both{pollfd{listener, POLLIN, 0}, pollfd{shared.stop, POLLIN, 0}};
        while (true) {
            const int ready = ::poll(both.data(), both.size(), -1);
            if (ready > 0 && both[1].revents != 0) return;
            const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (socket < 0) continue;
            ++shared.connections;
            sessions.emplace_back([this, socket] { serve(socket); });
        }
    }

    void serve(int socket) {
        HostileConnection connection(shared, socket);
        if (always == Behaviour::close_at_once) return;
        if (always == Behaviour::half_open) return connection.wait_for_hangup();
        if (always == Behaviour::not_tls) {
            connection.send("220 mail.example.jp ESMTP ready\r\n");
            return connection.drain();
        }
        while (connection.read_head() && one_request(connection)) {
        }
    }

    bool one_request(HostileConnection& connection) {
        const std::string path = connection.path();
        if (path == "/visited") {
            ++shared.visits;
            return misbehave(Behaviour::ok, connection, shared);
        }
        const auto behaviour = always ? always : behaviour_of(path);
        if (behaviour) return misbehave(*behaviour, connection, shared);
        return connection.read_body() &&
               connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
};

HostileReceiver::HostileReceiver() : impl_(std::make_unique<Impl>()) {
    impl_->start();
}

HostileReceiver::HostileReceiver(Behaviour behaviour) : impl_(std::make_unique<Impl>()) {
    impl_->always = behaviour;
    impl_->start();
}

HostileReceiver::~HostileReceiver() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(impl_->shared.stop, &one, sizeof one);
    if (impl_->accepting.joinable()) impl_->accepting.join();
    for (std::thread& session : impl_->sessions) session.join();
    ::close(impl_->listener);
    ::close(impl_->shared.stop);
}

std::uint16_t HostileReceiver::port() const {
    return impl_->shared.port;
}

std::string HostileReceiver::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
}

std::string HostileReceiver::url(Behaviour behaviour) const {
    return url("/" + std::string(word(behaviour)));
}

int HostileReceiver::connections() const {
    return impl_->shared.connections;
}
int HostileReceiver::requests() const {
    return impl_->shared.requests;
}
int HostileReceiver::bodies() const {
    return impl_->shared.bodies;
}
int HostileReceiver::visits() const {
    return impl_->shared.visits;
}
int HostileReceiver::open() const {
    return impl_->shared.open;
}
std::uint64_t HostileReceiver::sent() const {
    return impl_->shared.sent;
}

std::string HostileReceiver::last_request() const {
    const std::lock_guard lock(impl_->shared.mutex);
    return impl_->shared.last_request;
}

bool HostileReceiver::wait_requests(int count, std::chrono::milliseconds limit) const {
    return eventually([&] { return requests() >= count; }, limit);
}

bool HostileReceiver::wait_closed(std::chrono::milliseconds limit) const {
    return eventually([&] { return open() == 0; }, limit);
}

}  // namespace outreach::test
