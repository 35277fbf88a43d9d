// A receiver that does what it should not: on 127.0.0.1, over raw sockets, in threads of its own.
// One behaviour for all, or one for each path: "/drip", "/gone", ….
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::test {

enum class Behaviour {
    refuse,               // nobody listens on the port
    silent,               // reads the request and says nothing
    drip,                 // one byte of the head each 200 ms
    drip_body,            // the head at once, one byte of the body each 200 ms
    endless_body,         // chunks of x without end
    gzip_bomb,            // 16 MiB of zeros in some 16 KiB of gzip
    redirect,             // 302 to /visited on the same port
    redirect_keep,        // 307 to /visited: a client that follows would repeat the body there
    reset_after_body,     // reads the whole request, then RST
    half_open,            // accepts and never reads
    lying_retry_after,    // 503, Retry-After: a year
    garbage_retry_after,  // 503, Retry-After: soon
    wrong_length,         // Content-Length larger than the body, then the end
    short_length,         // Content-Length smaller than the body, the connection stays
    http10,               // HTTP/1.0, the end of the connection ends the body
    continue_100,         // 100 Continue, then 200
    header_flood,         // headers without end
    huge_header,          // one header of 1 MiB
    garbage,              // bytes that are no HTTP
    not_tls,              // greets in plain text before the client has spoken
    close_at_once,        // the end, without an answer
    early_answer,         // 200 before the body is read; then reads on
    two_answers,          // 200, and behind it a 410 that nobody asked for
    chunked_bad,          // a chunk size that is no number
    status_99,            // "HTTP/1.1 099 Odd"
    gone,                 // 410
    ok,                   // 200 "ok", the connection stays
};

// "drip", "gone", …
[[nodiscard]] const char* word(Behaviour behaviour);
[[nodiscard]] const std::vector<Behaviour>& all_behaviours();

class HostileReceiver {
public:
    // By path; an unknown word gets 404. `refuse` and `not_tls` have no path: they come before one
    // is said. `half_open` and `close_at_once` begin when the head has been read.
    HostileReceiver();
    explicit HostileReceiver(Behaviour behaviour);
    // Ends all connections and waits for the threads.
    ~HostileReceiver();
    HostileReceiver(const HostileReceiver&) = delete;
    HostileReceiver& operator=(const HostileReceiver&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // "http://127.0.0.1:PORT/drip"
    [[nodiscard]] std::string url(Behaviour behaviour) const;
    [[nodiscard]] std::string url(std::string_view path = "/") const;

    [[nodiscard]] int connections() const;
    [[nodiscard]] int requests() const;              // heads that were read to their end
    [[nodiscard]] int bodies() const;                // requests that were read to their end
    [[nodiscard]] int visits() const;                // of the redirect's goal; should be 0
    [[nodiscard]] std::uint64_t sent() const;        // bytes handed to the kernel
    [[nodiscard]] int open() const;                  // connections that neither side has ended
    [[nodiscard]] std::string last_request() const;  // head and what was read of the body

    // Waits until `count` of them came; false after the limit.
    [[nodiscard]] bool wait_requests(int count, std::chrono::milliseconds limit) const;
    // Waits until the client has let go of every connection; false after the limit. Of a client
    // that filled the buffers of `half_open` the kernel does not tell.
    [[nodiscard]] bool wait_closed(std::chrono::milliseconds limit) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace outreach::test
