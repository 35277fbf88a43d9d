// The server's thread, its TLS context and its sessions.
#include "tests/support/tls_server.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>

namespace outreach::test {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using Stream = ssl::stream<tcp::socket>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

struct Seen {
    std::atomic<int> connections{0};
    std::atomic<int> handshakes{0};
    std::atomic<int> failures{0};
    std::atomic<int> resumed{0};
    std::atomic<int> requests{0};
    mutable std::mutex mutex;  // for the texts
    std::string server_name;
    std::string client_subject;
    std::string version;
    std::string failure;
    std::string request;

    void set(std::string Seen::*text, std::string value) {
        const std::lock_guard lock(mutex);
        this->*text = std::move(value);
    }
    std::string get(std::string Seen::*text) const {
        const std::lock_guard lock(mutex);
        return this->*text;
    }
};

std::string subject_of(SSL* session) {
    X509* const certificate = SSL_get1_peer_certificate(session);
    if (certificate == nullptr) return {};
    BIO* const text = BIO_new(BIO_s_mem());
    X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
    char* data = nullptr;
    const long length = BIO_get_mem_data(text, &data);
    std::string out(data, static_cast<std::size_t>(length));
    BIO_free(text);
    X509_free(certificate);
    return out;
}

void note_server_name(SSL* session, Seen& seen) {
    const char* const name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
    seen.set(&Seen::server_name, name == nullptr ? "" : name);
}

void note_handshake(SSL* session, Seen& seen) {
    seen.set(&Seen::client_subject, subject_of(session));
    seen.set(&Seen::version, SSL_get_version(session));
    if (SSL_session_reused(session) == 1) ++seen.resumed;
    ++seen.handshakes;
}

std::size_t body_length(const std::string& head) {
    const std::string name = "Content-Length: ";
    const std::size_t at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

// One request and its answer; false when the connection has ended.
asio::awaitable<bool> exchange(Stream& stream, std::string& buffer, bool keep_alive, Seen& seen) {
    auto head = asio::dynamic_buffer(buffer, 64 * 1024);
    const auto [failed, length] = co_await asio::async_read_until(stream, head, "\r\n\r\n", kTuple);
    if (failed) co_return false;
    const std::size_t whole = length + body_length(buffer.substr(0, length));
    if (buffer.size() < whole) {
        auto rest = asio::dynamic_buffer(buffer);
        const auto wanted = asio::transfer_exactly(whole - buffer.size());
        const auto [cut, n] = co_await asio::async_read(stream, rest, wanted, kTuple);
        if (cut) co_return false;
    }
    seen.set(&Seen::request, buffer.substr(0, whole));
    buffer.erase(0, whole);
    ++seen.requests;
    std::string answer = "HTTP/1.1 204 No Content\r\n";
    answer += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    const auto bytes = asio::buffer(answer);
    const auto [lost, written] = co_await asio::async_write(stream, bytes, kTuple);
    co_return !lost && keep_alive;
}

asio::awaitable<void> serve(std::shared_ptr<Stream> stream, bool keep_alive, Seen& seen) {
    const auto [refused] = co_await stream->async_handshake(ssl::stream_base::server, kTuple);
    note_server_name(stream->native_handle(), seen);
    if (refused) {
        seen.set(&Seen::failure, refused.message());
        ++seen.failures;
        co_return;
    }
    note_handshake(stream->native_handle(), seen);
    std::string buffer;
    bool goes_on = true;
    while (goes_on) goes_on = co_await exchange(*stream, buffer, keep_alive, seen);
    co_await stream->async_shutdown(kTuple);
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor,
                                 ssl::context& context,
                                 bool keep_alive,
                                 Seen& seen) {
    while (true) {
        auto [failed, socket] = co_await acceptor.async_accept(kTuple);
        if (failed) co_return;
        ++seen.connections;
        auto stream = std::make_shared<Stream>(std::move(socket), context);
        asio::co_spawn(
            acceptor.get_executor(), serve(std::move(stream), keep_alive, seen), asio::detached);
    }
}

void set_up(ssl::context& context, const TestPki& pki, const TlsServerOptions& options) {
    SSL_CTX* const native = context.native_handle();
    const bool old = options.highest_version != 0 && options.highest_version < TLS1_2_VERSION;
    // SHA-1 signatures, which TLS 1.1 needs, are below the usual level.
    if (old) SSL_CTX_set_cipher_list(native, "ALL:@SECLEVEL=0");
    if (old) SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
    if (options.lowest_version != 0) SSL_CTX_set_min_proto_version(native, options.lowest_version);
    if (options.highest_version != 0) {
        SSL_CTX_set_max_proto_version(native, options.highest_version);
    }
    context.use_certificate_chain_file(pki.certificate(options.certificate).string());
    context.use_private_key_file(pki.key(options.certificate).string(), ssl::context::pem);
    // Without one, sessions are not taken up again where clients show certificates.
    static constexpr unsigned char kSessions[] = "tests";
    SSL_CTX_set_session_id_context(native, kSessions, sizeof kSessions - 1);
    if (!options.client_ca) return;
    context.load_verify_file(options.client_ca->string());
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
}

}  // namespace

struct TlsServer::Impl {
    Seen seen;
    ssl::context context{ssl::context::tls_server};
    asio::io_context io{1};
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::uint16_t port = acceptor.local_endpoint().port();
    std::thread thread;
};

TlsServer::TlsServer(const TestPki& pki, const TlsServerOptions& options)
    : impl_(std::make_unique<Impl>()) {
    set_up(impl_->context, pki, options);
    asio::co_spawn(impl_->io,
                   accept_all(impl_->acceptor, impl_->context, options.keep_alive, impl_->seen),
                   asio::detached);
    impl_->thread = std::thread([this] { impl_->io.run(); });
}

TlsServer::~TlsServer() {
    impl_->io.stop();
    impl_->thread.join();
}

std::uint16_t TlsServer::port() const {
    return impl_->port;
}

std::string TlsServer::url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(port()) + "/hook";
}

int TlsServer::connections() const {
    return impl_->seen.connections;
}
int TlsServer::handshakes() const {
    return impl_->seen.handshakes;
}
int TlsServer::failures() const {
    return impl_->seen.failures;
}
int TlsServer::resumed() const {
    return impl_->seen.resumed;
}
int TlsServer::requests() const {
    return impl_->seen.requests;
}
std::string TlsServer::server_name() const {
    return impl_->seen.get(&Seen::server_name);
}
std::string TlsServer::client_subject() const {
    return impl_->seen.get(&Seen::client_subject);
}
std::string TlsServer::version() const {
    return impl_->seen.get(&Seen::version);
}
std::string TlsServer::last_failure() const {
    return impl_->seen.get(&Seen::failure);
}
std::string TlsServer::last_request() const {
    return impl_->seen.get(&Seen::request);
}

bool TlsServer::wait_failures(int count, std::chrono::milliseconds limit) const {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (failures() < count) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

}  // namespace outreach::test
