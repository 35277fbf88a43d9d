// What the hostile receiver says, one short script for each behaviour.
#include <zlib.h>

#include <array>
#include <stdexcept>

#include "tests/support/hostile_connection.hpp"

namespace outreach::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDrip{200};
constexpr std::size_t kBombBytes = 16U * 1024 * 1024;

std::string answer(std::string_view status, std::string_view body, std::string_view headers = {}) {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string make_bomb() {
    z_stream stream{};
    // 16 more than the window size: gzip's own head and trailer.
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib does not start");
    }
    std::string zeros(kBombBytes, '\0');
    std::string out(deflateBound(&stream, zeros.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = static_cast<uInt>(zeros.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int done = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (done != Z_STREAM_END) throw std::runtime_error("zlib does not finish");
    return out;
}

const std::string& bomb() {
    static const std::string bytes = make_bomb();
    return bytes;
}

bool drip(HostileConnection& to, std::string_view bytes) {
    for (const char& byte : bytes) {
        if (!to.send({&byte, 1}) || !to.pause(kDrip)) return false;
    }
    return true;
}

void flood(HostileConnection& to, std::string_view first, std::string_view again) {
    bool goes_on = to.send(first);
    while (goes_on) goes_on = to.send(again);
}

// Behaviours that keep the connection; the others end it.
std::optional<bool> plain_answer(Behaviour behaviour,
                                 HostileConnection& to,
                                 const HostileShared& shared) {
    const std::string goal =
        "Location: http://127.0.0.1:" + std::to_string(shared.port) + "/visited\r\n";
    switch (behaviour) {
        case Behaviour::redirect:
            return to.send(answer("302 Found", "", goal));
        case Behaviour::redirect_keep:
            return to.send(answer("307 Temporary Redirect", "", goal));
        case Behaviour::lying_retry_after:
            return to.send(answer("503 Service Unavailable", "", "Retry-After: 31536000\r\n"));
        case Behaviour::garbage_retry_after:
            return to.send(answer("503 Service Unavailable", "", "Retry-After: soon\r\n"));
        case Behaviour::gzip_bomb:
            return to.send(answer("200 OK", bomb(), "Content-Encoding: gzip\r\n"));
        case Behaviour::short_length:
            return to.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokand more than was said");
        case Behaviour::continue_100:
            return to.send("HTTP/1.1 100 Continue\r\n\r\n" + answer("200 OK", "ok"));
        case Behaviour::two_answers:
            return to.send(answer("200 OK", "ok") + answer("410 Gone", "not for you"));
        case Behaviour::gone:
            return to.send(answer("410 Gone", "gone"));
        case Behaviour::ok:
            return to.send(answer("200 OK", "ok"));
        default:
            return {};
    }
}

void last_words(Behaviour behaviour, HostileConnection& to) {
    switch (behaviour) {
        case Behaviour::drip:
            drip(to, answer("200 OK", "ok", "X-Slow: " + std::string(600, 's') + "\r\n"));
            return;
        case Behaviour::drip_body:
            if (to.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")) {
                drip(to, std::string(100'000, 'x'));
            }
            return;
        case Behaviour::endless_body:
            return flood(to,
                         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                         "1000\r\n" + std::string(0x1000, 'x') + "\r\n");
        case Behaviour::header_flood:
            return flood(to, "HTTP/1.1 200 OK\r\n", "X-Flood: " + std::string(100, 'f') + "\r\n");
        case Behaviour::huge_header:
            to.send(answer("200 OK", "ok", "X-Huge: " + std::string(1U << 20U, 'h') + "\r\n"));
            return to.drain();
        case Behaviour::wrong_length:
            to.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
            return;
        case Behaviour::http10:
            to.send("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nok");
            return;
        case Behaviour::garbage:
            to.send(std::string_view("\x16\x03\x00\x7f\xff garbage \r\n\r\n", 18));
            return;
        case Behaviour::chunked_bad:
            to.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n");
            return to.drain();
        case Behaviour::status_99:
            to.send("HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok");
            return to.drain();
        case Behaviour::silent:
            return to.drain();
        case Behaviour::reset_after_body:
            return to.reset();
        default:
            return;
    }
}

}  // namespace

const char* word(Behaviour behaviour) {
    static constexpr std::array kWords{"refuse",
                                       "silent",
                                       "drip",
                                       "drip_body",
                                       "endless_body",
                                       "gzip_bomb",
                                       "redirect",
                                       "redirect_keep",
                                       "reset_after_body",
                                       "half_open",
                                       "lying_retry_after",
                                       "garbage_retry_after",
                                       "wrong_length",
                                       "short_length",
                                       "http10",
                                       "continue_100",
                                       "header_flood",
                                       "huge_header",
                                       "garbage",
                                       "not_tls",
                                       "close_at_once",
                                       "early_answer",
                                       "two_answers",
                                       "chunked_bad",
                                       "status_99",
                                       "gone",
                                       "ok"};
    static_assert(kWords.size() == static_cast<std::size_t>(Behaviour::ok) + 1);
    return kWords.at(static_cast<std::size_t>(behaviour));
}

const std::vector<Behaviour>& all_behaviours() {
    static const std::vector<Behaviour> all = [] {
        std::vector<Behaviour> each;
        for (int i = 0; i <= static_cast<int>(Behaviour::ok); ++i) {
            each.push_back(static_cast<Behaviour>(i));
        }
        return each;
    }();
    return all;
}

std::optional<Behaviour> behaviour_of(std::string_view path) {
    for (const Behaviour each : all_behaviours()) {
        const bool has_path = each != Behaviour::refuse && each != Behaviour::not_tls;
        if (has_path && path == "/" + std::string(word(each))) return each;
    }
    return {};
}

// The head has been read.
bool misbehave(Behaviour behaviour, HostileConnection& connection, const HostileShared& shared) {
    if (behaviour == Behaviour::close_at_once) return false;
    if (behaviour == Behaviour::half_open) {
        connection.wait_for_hangup();
        return false;
    }
    if (behaviour == Behaviour::early_answer) {
        connection.send(answer("200 OK", "early", "Connection: close\r\n"));
        connection.drain();
        return false;
    }
    if (!connection.read_body()) return false;
    if (const auto goes_on = plain_answer(behaviour, connection, shared)) return *goes_on;
    last_words(behaviour, connection);
    return false;
}

}  // namespace outreach::test
