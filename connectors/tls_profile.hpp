// What TLS needs for a group of endpoints: trusted authorities, our own certificate, and the
// sessions of former connections, so that a new one is opened in one round trip.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "config/base/errc.hpp"

namespace outreach::connectors {

class TlsProfile {
public:
    // PEM texts; empty: the system's authorities, no certificate of our own.
    struct Material {
        std::string authorities;
        std::string certificate;
        std::string key;
    };
    // TLS 1.2 or newer, always verified. A sentence for people if the material is no good.
    [[nodiscard]] static std::shared_ptr<const TlsProfile> make(const Material& material,
                                                                std::string& problem);
    // The system's authorities. Made once.
    [[nodiscard]] static std::shared_ptr<const TlsProfile> standard();

    ~TlsProfile();
    TlsProfile(const TlsProfile&) = delete;
    TlsProfile& operator=(const TlsProfile&) = delete;

    [[nodiscard]] boost::asio::ssl::context& context() const { return context_; }
    // Before the handshake: SNI, the name to verify, the last session with this origin. `origin`
    // must live as long as `ssl`. False if `host` is nothing that a certificate could be for.
    [[nodiscard]] bool prepare(SSL* ssl, const std::string& host, const std::string& origin) const;

private:
    TlsProfile();
    static int on_new_session(SSL* ssl, SSL_SESSION* session);
    void keep(const std::string& origin, SSL_SESSION* session) const;

    struct Kept {
        std::shared_ptr<SSL_SESSION> session;
        std::chrono::steady_clock::time_point since;
    };
    mutable boost::asio::ssl::context context_;
    mutable std::map<std::string, Kept> sessions_;
};

// Why a handshake failed, and what to do about it, where the certificate is the reason; else empty.
[[nodiscard]] std::string certificate_problem(SSL* ssl);

// What else OpenSSL's word for a failed handshake means, with that word in brackets behind it;
// empty if it says all there is to say.
[[nodiscard]] std::string handshake_problem(const boost::system::error_code& ec);

// True if the far end would not have our certificate, or wanted one and got none. In TLS 1.3 it
// says so when our side of the handshake is through already, where an answer would come.
[[nodiscard]] bool refuses_ours(const boost::system::error_code& ec);

}  // namespace outreach::connectors
