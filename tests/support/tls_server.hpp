// A TLS server on 127.0.0.1 in a thread of its own: answers every request with 204 and closes, so
// that each request is a connection, and says what the handshakes were like.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tests/support/test_pki.hpp"

namespace outreach::test {

struct TlsServerOptions {
    Cert certificate = Cert::good;
    // A certificate by this authority is demanded of the client.
    std::optional<std::filesystem::path> client_ca{};
    // TLS1_VERSION … TLS1_3_VERSION of OpenSSL; below 1.2 the security level is 0.
    int lowest_version = 0;   // 0: OpenSSL's own
    int highest_version = 0;  // 0: OpenSSL's own
    bool keep_alive = false;  // true: the connection stays for more requests
};

class TlsServer {
public:
    // Throws if the certificate cannot be used.
    explicit TlsServer(const TestPki& pki, const TlsServerOptions& options = {});
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // "https://localhost:PORT/hook", or with another host.
    [[nodiscard]] std::string url(const std::string& host = "localhost") const;

    [[nodiscard]] int connections() const;
    [[nodiscard]] int handshakes() const;  // that succeeded on this side
    [[nodiscard]] int failures() const;    // handshakes that did not
    [[nodiscard]] int resumed() const;     // of the handshakes: with an earlier session
    [[nodiscard]] int requests() const;
    [[nodiscard]] std::string server_name() const;     // of the last SNI, a failed one too
    [[nodiscard]] std::string client_subject() const;  // of the last handshake; empty: none
    [[nodiscard]] std::string version() const;         // "TLSv1.3" of the last handshake
    [[nodiscard]] std::string last_failure() const;    // for people
    [[nodiscard]] std::string last_request() const;    // head and body
    // Waits until `count` handshakes have failed; false after the limit.
    [[nodiscard]] bool wait_failures(int count, std::chrono::milliseconds limit) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace outreach::test
