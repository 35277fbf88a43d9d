// Reading, sending and waiting on one connection.
#include "tests/support/hostile_connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>

namespace outreach::test {
namespace {

constexpr std::size_t kLongestHead = 256 * 1024;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

}  // namespace

HostileConnection::HostileConnection(HostileShared& shared, int socket)
    : shared_(shared), socket_(socket) {
    ++shared_.open;
}

HostileConnection::~HostileConnection() {
    ::close(socket_);
    --shared_.open;
}

// True when the socket is ready; false at the stop or after the time.
bool HostileConnection::wait(short events, int timeout_ms) {
    std::array<pollfd, 2> both{pollfd{socket_, events, 0}, pollfd{shared_.stop, POLLIN, 0}};
    int ready = 0;
    do {
        ready = ::poll(both.data(), both.size(), timeout_ms);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && both[1].revents == 0;
}

bool HostileConnection::read_some() {
    std::array<char, 16 * 1024> chunk{};
    while (wait(POLLIN, -1)) {
        const ssize_t n = ::recv(socket_, chunk.data(), chunk.size(), 0);
        if (n > 0) {
            buffer_.append(chunk.data(), static_cast<std::size_t>(n));
            return true;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) return false;
    }
    return false;
}

bool HostileConnection::read_head() {
    std::size_t end = buffer_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (buffer_.size() > kLongestHead || !read_some()) return false;
        end = buffer_.find("\r\n\r\n");
    }
    head_ = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    remember();
    ++shared_.requests;
    return true;
}

std::size_t HostileConnection::body_length() const {
    const std::string head = lower(head_);
    const std::string_view name = "\r\ncontent-length:";
    const std::size_t at = head.find(name);
    if (at == std::string::npos) return 0;
    const std::size_t from = head.find_first_not_of(' ', at + name.size());
    std::size_t length = 0;
    if (from != std::string::npos) {
        std::from_chars(head.data() + from, head.data() + head.size(), length);
    }
    return length;
}

bool HostileConnection::read_body() {
    const std::size_t length = body_length();
    while (buffer_.size() < length) {
        if (!read_some()) return false;
    }
    remember();
    buffer_.erase(0, length);
    ++shared_.bodies;
    return true;
}

void HostileConnection::remember() {
    const std::lock_guard lock(shared_.mutex);
    shared_.last_request = head_ + buffer_.substr(0, body_length());
}

bool HostileConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        if (!wait(POLLOUT, -1)) return false;
        const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (n <= 0) continue;
        shared_.sent += static_cast<std::uint64_t>(n);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool HostileConnection::pause(std::chrono::milliseconds time) {
    pollfd stop{shared_.stop, POLLIN, 0};
    return ::poll(&stop, 1, static_cast<int>(time.count())) == 0;
}

void HostileConnection::drain() {
    while (read_some()) buffer_.clear();
}

void HostileConnection::wait_for_hangup() {
    // POLLRDHUP also when data that nobody reads lies before the end.
    wait(POLLRDHUP, -1);
}

void HostileConnection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string HostileConnection::path() const {
    const std::size_t from = head_.find(' ');
    if (from == std::string::npos) return {};
    const std::size_t to = head_.find_first_of(" ?\r", from + 1);
    return head_.substr(from + 1, to - from - 1);
}

}  // namespace outreach::test
