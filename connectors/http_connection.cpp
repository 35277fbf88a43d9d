#include "connectors/http_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

#include "config/base/i18n.hpp"
#include "connectors/address_guard.hpp"
#include "connectors/head_reader.hpp"

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Addresses = Resolver::Addresses;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// RFC 8305, part 8: "Connection Attempt Delay".
constexpr std::chrono::milliseconds kBetweenAddresses{250};
constexpr std::size_t kMostAddresses = 16;
constexpr std::uint32_t kLargestProxyHeader = 8 * 1024;

std::uint16_t port_of(const Url& url) {
    return static_cast<std::uint16_t>(std::strtoul(url.port.c_str(), nullptr, 10));
}

// Connection attempts to several addresses, of which the first to succeed wins.
struct Race {
    Race(const asio::any_io_executor& executor) : bell(executor) {}
    std::vector<std::shared_ptr<tcp::socket>> running;
    std::shared_ptr<tcp::socket> winner;
    boost::system::error_code last = asio::error::timed_out;
    asio::steady_timer bell;

    void drop(const std::shared_ptr<tcp::socket>& socket) { std::erase(running, socket); }
    void start(const asio::any_io_executor& executor,
               const tcp::endpoint& endpoint,
               const std::shared_ptr<Race>& self) {
        const auto socket = std::make_shared<tcp::socket>(executor);
        running.push_back(socket);
        socket->async_connect(endpoint, [self, socket](const boost::system::error_code& ec) {
            self->drop(socket);
            if (ec && ec != asio::error::operation_aborted) self->last = ec;
            if (!ec && self->winner == nullptr) self->winner = socket;
            self->bell.cancel();
        });
    }
    void end() {
        boost::system::error_code ignored;
        for (const auto& socket : running) socket->close(ignored);
    }
};

asio::awaitable<std::shared_ptr<tcp::socket>> connect(asio::any_io_executor executor,
                                                      Addresses addresses,
                                                      std::uint16_t port,
                                                      Steady::time_point deadline,
                                                      boost::system::error_code& error) {
    const auto race = std::make_shared<Race>(executor);
    std::size_t next = 0;
    for (;;) {
        const bool another = next < std::min(addresses.size(), kMostAddresses);
        if (another) race->start(executor, tcp::endpoint(addresses[next++], port), race);
        if (race->running.empty()) break;
        const auto patience = Steady::now() + kBetweenAddresses;
        const bool more = next < std::min(addresses.size(), kMostAddresses);
        race->bell.expires_at(more ? std::min(patience, deadline) : deadline);
        co_await race->bell.async_wait(kTuple);
        if (race->winner || Steady::now() >= deadline) break;
    }
    race->end();
    error = race->winner ? boost::system::error_code() : race->last;
    co_return race->winner;
}

// The addresses that may be connected to, or a sentence.
std::string vet(Addresses& addresses, const Reach* reach) {
    static const NetworkList kNone;
    const NetworkList& allowed = reach == nullptr ? kNone : reach->allowed;
    std::string refusal;
    std::erase_if(addresses, [&](const asio::ip::address& each) {
        const auto why = refuse_address(each, allowed);
        if (why && refusal.empty()) refusal = *why;
        return why.has_value();
    });
    return addresses.empty() ? refusal : std::string();
}

// What the proxy said to CONNECT (RFC 9110, 9.3.6).
void judge_proxy(int status, bool knows_us, Opened& opened) {
    // What follows its answer was said before TLS began: not by the endpoint.
    const bool opens = status >= 200 && status < 300;
    if (opens && opened.connection->buffer.size() == 0) return;
    opened.connection.reset();
    const bool target = status == 502 || status == 503 || status == 504;
    opened.stage = target ? Stage::connect : Stage::proxy;
    if (target) {
        opened.error = trf("the proxy cannot reach the endpoint (HTTP {})", status);
    } else if (opens) {
        opened.error = tr("the proxy says more than it was asked");
    } else if (status == 407 && knows_us) {
        opened.error = tr("the proxy refuses the user name and password of proxy_credentials");
    } else if (status == 407) {
        opened.error =
            tr("the proxy asks for a user name and password; set delivery.proxy_credentials, "
               "which go to delivery.proxy only");
    } else {
        opened.error = trf("the proxy refuses to connect to the endpoint (HTTP {})", status);
    }
}

asio::awaitable<void> tunnel(Opened& opened, const Url& url, const Reach& reach) {
    Connection& connection = *opened.connection;
    const bool v6 = url.host.find(':') != std::string::npos;
    const std::string authority = (v6 ? "[" + url.host + "]" : url.host) + ":" + url.port;
    http::request<http::empty_body> request{http::verb::connect, authority, 11};
    request.set(http::field::host, authority);
    request.set(http::field::user_agent, "outreachd/" OUTREACH_VERSION);
    if (!reach.proxy_authorization.empty()) {
        request.set(http::field::proxy_authorization, reach.proxy_authorization);
    }
    boost::system::error_code error;
    auto [write_error, written] = co_await http::async_write(connection.plain, request, kTuple);
    error = write_error;
    http::response_parser<http::empty_body> parser;
    parser.header_limit(kLargestProxyHeader);
    parser.skip(true);
    if (!error) {
        error =
            co_await read_head(connection.plain, connection.buffer, parser, kLargestProxyHeader);
    }
    if (error) {
        opened.connection.reset();
        opened.stage = Stage::proxy;
        opened.error = describe(error, "proxy");
        co_return;
    }
    const bool knows_us = !reach.proxy_authorization.empty();
    judge_proxy(static_cast<int>(parser.get().result_int()), knows_us, opened);
}

asio::awaitable<void> secure(Opened& opened, const Url& url, const Reach* reach) {
    Connection& connection = *opened.connection;
    connection.profile = reach != nullptr && reach->tls ? reach->tls : TlsProfile::standard();
    connection.tls = std::make_unique<TlsStream>(connection.plain, connection.profile->context());
    SSL* ssl = connection.tls->native_handle();
    if (!connection.profile->prepare(ssl, url.host, connection.origin)) {
        opened.stage = Stage::tls;
        opened.error = tr("TLS: no certificate can be for this host; is the address right?");
        opened.connection.reset();
        co_return;
    }
    auto [error] = co_await connection.tls->async_handshake(asio::ssl::stream_base::client, kTuple);
    if (!error) co_return;
    std::string problem = certificate_problem(ssl);
    if (problem.empty()) problem = handshake_problem(error);
    opened.stage = Stage::tls;
    opened.error = problem.empty() ? describe(error, "TLS") : "TLS: " + problem;
    opened.connection.reset();
}

// To the proxy where there is one, else to the endpoint; empty if all is well.
asio::awaitable<std::string> find_addresses(Resolver& resolver,
                                            const Url& url,
                                            const Reach* reach,
                                            Steady::time_point deadline,
                                            Addresses& addresses,
                                            Stage& stage) {
    const bool proxied = reach != nullptr && reach->proxy;
    // A proxy looks names up itself; what is plainly an inner address is refused before.
    const auto plain = proxied ? plain_address(url.host) : std::nullopt;
    if (plain) {
        Addresses named{*plain};
        const std::string refusal = vet(named, reach);
        stage = Stage::guard;
        if (!refusal.empty()) co_return refusal;
    }
    const std::string host = proxied ? reach->proxy->host : url.host;
    stage = proxied ? Stage::proxy : Stage::lookup;
    if (const auto address = literal_address(host)) {
        addresses.push_back(*address);
    } else {
        auto found = co_await resolver.resolve(host, deadline);
        if (!found) co_return describe(found.error(), proxied ? "proxy" : "name look-up");
        addresses = std::move(*found);
    }
    if (proxied) co_return std::string();
    stage = Stage::guard;
    co_return vet(addresses, reach);
}

}  // namespace

// OpenSSL gives up the session of a connection that ends without a goodbye; ours just ends.
Connection::~Connection() {
    if (tls) SSL_set_shutdown(tls->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

std::string describe(const boost::system::error_code& ec, const char* stage) {
    std::string reason = ec.message();
    if (ec == beast::error::timeout || ec == asio::error::timed_out) {
        reason = tr("no answer in time");
    } else if (ec == asio::error::connection_refused) {
        reason = tr("nobody listens there");
    } else if (ec == asio::error::connection_reset || ec == asio::error::broken_pipe) {
        reason = tr("the connection was cut");
    } else if (ec == http::error::end_of_stream || ec == http::error::partial_message ||
               ec == asio::ssl::error::stream_truncated || ec == asio::error::eof) {
        reason = tr("the connection ended before the answer did");
    } else if (ec == asio::error::host_not_found) {
        reason = tr("there is no such host name");
    }
    return std::string(tr(stage)) + ": " + reason;
}

bool still_open(Connection& connection) {
    char byte = 0;
    const auto fd = connection.plain.socket().native_handle();
    const ssize_t n = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

asio::awaitable<Opened> open_connection(asio::any_io_executor executor,
                                        Resolver& resolver,
                                        Url url,
                                        std::shared_ptr<const Reach> reach,
                                        std::string origin,
                                        Steady::time_point deadline) {
    Opened opened;
    Addresses addresses;
    opened.error =
        co_await find_addresses(resolver, url, reach.get(), deadline, addresses, opened.stage);
    if (!opened.error.empty()) co_return opened;
    const bool proxied = reach != nullptr && reach->proxy;
    const std::uint16_t port = port_of(proxied ? *reach->proxy : url);
    boost::system::error_code error;
    const auto socket = co_await connect(executor, std::move(addresses), port, deadline, error);
    opened.stage = proxied ? Stage::proxy : Stage::connect;
    if (error) opened.error = describe(error, proxied ? "proxy" : "connect");
    if (error) co_return opened;
    socket->set_option(tcp::no_delay(true), error);
    opened.connection = std::make_unique<Connection>(std::move(*socket));
    opened.connection->origin = std::move(origin);
    opened.connection->plain.expires_at(deadline);
    if (proxied) co_await tunnel(opened, url, *reach);
    if (opened.connection && url.tls) co_await secure(opened, url, reach.get());
    if (opened.connection) opened.stage = Stage::none;
    co_return opened;
}

}  // namespace outreach::connectors
