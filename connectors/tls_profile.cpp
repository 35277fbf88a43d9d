#include "connectors/tls_profile.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>

#include "config/base/i18n.hpp"

namespace outreach::connectors {
namespace {

namespace ssl = boost::asio::ssl;
constexpr std::size_t kMostSessions = 1000;
// A certificate is looked at again after this, whatever the far end allows.
constexpr std::chrono::hours kLongestSession{1};

int profile_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int origin_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// Knows no passphrase, and notes that one was asked for. It lives as long as the context.
struct PassphraseAsked {
    std::shared_ptr<bool> asked;
    std::string operator()(std::size_t, ssl::context::password_purpose) const {
        *asked = true;
        return {};
    }
};

// What the reason of a handshake that failed means; empty: nothing that we know more about.
std::string meaning_of(int reason) {
    switch (reason) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_HTTP_REQUEST:
            return tr(
                "the endpoint speaks no TLS there: is it an http:// address, or another "
                "port?");
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        case SSL_R_UNSUPPORTED_PROTOCOL:
            return tr("the endpoint offers no TLS 1.2 or newer");
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            return tr(
                "the endpoint refused the handshake: it may want a client certificate, or "
                "shares no cipher with us");
        default:
            return {};
    }
}

}  // namespace

TlsProfile::TlsProfile() : context_(ssl::context::tls_client) {
    context_.set_verify_mode(ssl::verify_peer);
    SSL_CTX* native = context_.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_ex_data(native, profile_index(), this);
    SSL_CTX_sess_set_new_cb(native, &TlsProfile::on_new_session);
}

TlsProfile::~TlsProfile() = default;

std::shared_ptr<const TlsProfile> TlsProfile::make(const Material& material, std::string& problem) {
    const std::shared_ptr<TlsProfile> profile(new TlsProfile);
    ssl::context& context = profile->context_;
    boost::system::error_code ec;
    if (material.authorities.empty()) {
        context.set_default_verify_paths(ec);
    } else {
        context.add_certificate_authority(boost::asio::buffer(material.authorities), ec);
    }
    if (ec) problem = trf("the authorities in tls.ca cannot be used: {}", ec.message());
    if (material.certificate.empty()) return ec ? nullptr : profile;
    if (!ec) context.use_certificate_chain(boost::asio::buffer(material.certificate), ec);
    if (ec && problem.empty()) {
        problem = trf("the certificate in tls.certificate cannot be used: {}", ec.message());
    }
    const auto encrypted = std::make_shared<bool>(false);
    // Without this OpenSSL would ask for the passphrase on the terminal, if there is one.
    if (!ec) context.set_password_callback(PassphraseAsked{encrypted}, ec);
    if (!ec) context.use_private_key(boost::asio::buffer(material.key), ssl::context::pem, ec);
    const bool pair = !ec && SSL_CTX_check_private_key(context.native_handle()) == 1;
    if (pair) return profile;
    if (problem.empty() && *encrypted) {
        problem =
            tr("the key in tls.key is encrypted with a passphrase; store it without one (openssl "
               "pkey -in F -out G)");
    }
    if (problem.empty()) problem = tr("the key in tls.key does not belong to tls.certificate");
    return nullptr;
}

std::shared_ptr<const TlsProfile> TlsProfile::standard() {
    static const std::shared_ptr<const TlsProfile> profile = [] {
        std::string problem;
        return make({}, problem);
    }();
    return profile;
}

bool TlsProfile::prepare(SSL* ssl, const std::string& host, const std::string& origin) const {
    X509_VERIFY_PARAM* verify = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    boost::system::error_code no_literal;
    boost::asio::ip::make_address(host, no_literal);
    int named = 0;
    if (no_literal) {
        SSL_set_tlsext_host_name(ssl, host.c_str());
        named = X509_VERIFY_PARAM_set1_host(verify, host.data(), host.size());
    } else {
        // The scope ("fe80::1%eth0") is an interface of ours; OpenSSL reads no such thing.
        named = X509_VERIFY_PARAM_set1_ip_asc(verify, host.substr(0, host.find('%')).c_str());
    }
    if (named != 1) return false;  // without a name to verify, OpenSSL would verify none
    SSL_set_ex_data(ssl, origin_index(), const_cast<std::string*>(&origin));
    const auto kept = sessions_.find(origin);
    if (kept == sessions_.end()) return true;
    if (std::chrono::steady_clock::now() - kept->second.since < kLongestSession) {
        SSL_set_session(ssl, kept->second.session.get());
    } else {
        sessions_.erase(kept);
    }
    return true;
}

// Returns 1 where the reference to the session is kept.
int TlsProfile::on_new_session(SSL* ssl, SSL_SESSION* session) {
    auto* profile =
        static_cast<TlsProfile*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), profile_index()));
    const auto* origin = static_cast<const std::string*>(SSL_get_ex_data(ssl, origin_index()));
    if (profile == nullptr || origin == nullptr) return 0;
    profile->keep(*origin, session);
    return 1;
}

void TlsProfile::keep(const std::string& origin, SSL_SESSION* session) const {
    if (sessions_.size() >= kMostSessions && !sessions_.contains(origin)) sessions_.clear();
    Kept& kept = sessions_[origin];
    const bool first = kept.session == nullptr;
    kept.session = std::shared_ptr<SSL_SESSION>(session, &SSL_SESSION_free);
    // Counted from the handshake that looked at the certificate, not from its continuations.
    if (first) kept.since = std::chrono::steady_clock::now();
}

bool refuses_ours(const boost::system::error_code& ec) {
    if (ec.category() != boost::asio::error::get_ssl_category()) return false;
    switch (ERR_GET_REASON(static_cast<unsigned long>(ec.value()))) {
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
            return true;
        default:
            return false;
    }
}

std::string handshake_problem(const boost::system::error_code& ec) {
    if (ec.category() != boost::asio::error::get_ssl_category()) return {};
    const auto code = static_cast<unsigned long>(ec.value());
    const char* raw = ERR_reason_error_string(code);
    if (ERR_GET_LIB(code) != ERR_LIB_SSL || raw == nullptr) return {};
    std::string meaning = meaning_of(ERR_GET_REASON(code));
    if (!meaning.empty()) meaning.append(" (").append(raw).append(")");
    return meaning;
}

std::string certificate_problem(SSL* ssl) {
    const long result = SSL_get_verify_result(ssl);
    switch (result) {
        case X509_V_OK:
            return {};
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return tr("its certificate has expired; the partner must renew it");
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return tr("its certificate is not valid yet; are both clocks right?");
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return tr("its certificate is for another host; is the address right?");
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return tr("its certificate is self-signed; name its authority in tls.ca");
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return tr("its certificate comes from an authority not known here; name it in tls.ca");
        default:
            return X509_verify_cert_error_string(result);
    }
}

}  // namespace outreach::connectors
