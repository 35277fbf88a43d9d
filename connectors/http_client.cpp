#include "connectors/http_client.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <deque>
#include <optional>
#include <unordered_map>

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::uint32_t kLargestHeader = 16 * 1024;
constexpr int kMostInterim = 5;
constexpr std::size_t kPiece = 8192;
constexpr std::size_t kMostIdlePerOrigin = 64;
constexpr std::chrono::seconds kLongestIdle{30};

using Request = http::request<http::string_body>;

// One connection to one origin. Not to be used again once `reusable` is false.
struct Connection {
    explicit Connection(const asio::any_io_executor& executor) : plain(executor) {}
    beast::tcp_stream plain;
    std::unique_ptr<beast::ssl_stream<beast::tcp_stream&>> tls;
    beast::flat_buffer buffer;
    Steady::time_point idle_since;
    bool reusable = false;
};
using ConnectionPtr = std::unique_ptr<Connection>;

// True if the far end has neither closed nor sent anything unasked.
bool still_open(Connection& connection) {
    char byte = 0;
    const auto fd = connection.plain.socket().native_handle();
    const ssize_t n = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

// A name look-up that can be left behind: getaddrinfo cannot be interrupted.
struct Lookup {
    Lookup(const asio::any_io_executor& executor, Steady::time_point deadline)
        : resolver(executor), timer(executor, deadline) {}
    tcp::resolver resolver;
    asio::steady_timer timer;
    tcp::resolver::results_type results;
    boost::system::error_code error = asio::error::timed_out;
};

asio::awaitable<boost::system::error_code> look_up(asio::any_io_executor executor,
                                                   const Url& url,
                                                   Steady::time_point deadline,
                                                   tcp::resolver::results_type& results) {
    boost::system::error_code literal;
    const auto address = asio::ip::make_address(url.host, literal);
    if (!literal) {
        const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(std::stoi(url.port)));
        results = tcp::resolver::results_type::create(endpoint, url.host, url.port);
        co_return boost::system::error_code();
    }
    const auto lookup = std::make_shared<Lookup>(executor, deadline);
    lookup->resolver.async_resolve(
        url.host,
        url.port,
        [lookup](const boost::system::error_code& ec, tcp::resolver::results_type found) {
            lookup->error = ec;
            lookup->results = std::move(found);
            lookup->timer.cancel();
        });
    co_await lookup->timer.async_wait(kTuple);
    lookup->resolver.cancel();
    results = lookup->results;
    co_return lookup->error;
}

template <class Stream>
asio::awaitable<boost::system::error_code> exchange(Stream& stream,
                                                    Connection& connection,
                                                    Request& request,
                                                    std::uint64_t answer_limit,
                                                    HttpAnswer& answer) {
    auto [write_error, written] = co_await http::async_write(stream, request, kTuple);
    if (write_error) co_return write_error;
    using Parser = http::response_parser<http::buffer_body>;
    std::optional<Parser> parser;
    for (int interim = 0;; ++interim) {
        parser.emplace();
        parser->body_limit(boost::none);
        parser->header_limit(kLargestHeader);
        auto [error, n] =
            co_await http::async_read_header(stream, connection.buffer, *parser, kTuple);
        if (error) co_return error;
        // 1xx answers come before the real one (RFC 9110, 15.2).
        if (parser->get().result_int() / 100 != 1) break;
        if (interim == kMostInterim) co_return http::make_error_code(http::error::bad_status);
    }
    answer.status = static_cast<int>(parser->get().result_int());
    answer.retry_after = std::string(parser->get()[http::field::retry_after]);
    // The status decides; an answer that is too long or too slow only costs the connection.
    // Read in pieces of our own, because a promised length must not decide how much is reserved.
    boost::system::error_code body_error;
    std::array<char, kPiece> piece{};
    while (!body_error && !parser->is_done() && answer.body.size() < answer_limit) {
        auto& into = parser->get().body();
        into.data = piece.data();
        into.size = piece.size();
        into.more = false;
        auto [error, n] =
            co_await http::async_read_some(stream, connection.buffer, *parser, kTuple);
        if (error != http::error::need_buffer) body_error = error;
        answer.body.append(piece.data(), piece.size() - parser->get().body().size);
    }
    connection.reusable = !body_error && parser->is_done() && parser->get().keep_alive() &&
                          connection.buffer.size() == 0;
    if (answer.body.size() > answer_limit) answer.body.resize(answer_limit);
    co_return boost::system::error_code();
}

Request make_request(const HttpRequest& from) {
    Request request{http::string_to_verb(from.method), from.url.path, 11};
    request.set(http::field::host, from.url.host_header());
    for (const auto& [name, value] : from.headers) request.set(name, value);
    request.keep_alive(true);
    request.body() = from.body;
    request.prepare_payload();
    return request;
}

std::string describe(const boost::system::error_code& ec, const char* stage) {
    if (ec == beast::error::timeout || ec == asio::error::timed_out) {
        return std::string(stage) + ": no answer in time";
    }
    return std::string(stage) + ": " + ec.message();
}

}  // namespace

struct HttpClient::Impl {
    explicit Impl(asio::any_io_executor ex)
        : executor(std::move(ex)), tls(asio::ssl::context::tls_client) {
        tls.set_default_verify_paths();
        tls.set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    }

    ConnectionPtr take_idle(const std::string& origin) {
        const auto found = idle.find(origin);
        if (found == idle.end()) return nullptr;
        while (!found->second.empty()) {
            ConnectionPtr connection = std::move(found->second.back());
            found->second.pop_back();
            if (Steady::now() - connection->idle_since < kLongestIdle && still_open(*connection)) {
                return connection;
            }
        }
        return nullptr;
    }
    void keep(const std::string& origin, ConnectionPtr connection) {
        sweep();
        auto& list = idle[origin];
        if (list.size() >= kMostIdlePerOrigin) list.pop_front();
        connection->plain.expires_never();
        connection->idle_since = Steady::now();
        connection->reusable = false;
        list.push_back(std::move(connection));
    }
    // Closes what has been idle for too long, whoever it belongs to.
    void sweep() {
        const auto now = Steady::now();
        if (now - swept < kLongestIdle) return;
        swept = now;
        for (auto& [origin, list] : idle) {
            std::erase_if(list, [&](const ConnectionPtr& each) {
                return now - each->idle_since >= kLongestIdle || !still_open(*each);
            });
        }
        std::erase_if(idle, [](const auto& entry) { return entry.second.empty(); });
    }
    asio::awaitable<std::string> open(Connection& connection,
                                      const Url& url,
                                      Steady::time_point deadline);

    asio::any_io_executor executor;
    asio::ssl::context tls;
    Steady::time_point swept = Steady::now();
    std::unordered_map<std::string, std::deque<ConnectionPtr>> idle;
};

// Returns what went wrong, or nothing.
asio::awaitable<std::string> HttpClient::Impl::open(Connection& connection,
                                                    const Url& url,
                                                    Steady::time_point deadline) {
    tcp::resolver::results_type results;
    const auto lookup_error = co_await look_up(executor, url, deadline, results);
    if (lookup_error) co_return describe(lookup_error, "name look-up");
    connection.plain.expires_at(deadline);
    auto [connect_error, peer] = co_await connection.plain.async_connect(results, kTuple);
    if (connect_error) co_return describe(connect_error, "connect");
    connection.plain.socket().set_option(tcp::no_delay(true));
    if (!url.tls) co_return std::string();
    connection.tls = std::make_unique<beast::ssl_stream<beast::tcp_stream&>>(connection.plain, tls);
    SSL_set_tlsext_host_name(connection.tls->native_handle(), url.host.c_str());
    connection.tls->set_verify_callback(asio::ssl::host_name_verification(url.host));
    auto [tls_error] =
        co_await connection.tls->async_handshake(asio::ssl::stream_base::client, kTuple);
    if (tls_error) co_return describe(tls_error, "TLS");
    co_return std::string();
}

HttpClient::HttpClient(asio::any_io_executor executor)
    : impl_(std::make_shared<Impl>(std::move(executor))) {}
HttpClient::~HttpClient() = default;

void HttpClient::close() {
    impl_->idle.clear();
}

asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request) {
    const std::shared_ptr<Impl> impl = impl_;
    const auto deadline = Steady::now() + request.timeout;
    const std::string origin =
        (request.url.tls ? "s " : "p ") + request.url.host + " " + request.url.port;
    HttpAnswer answer;
    ConnectionPtr connection = impl->take_idle(origin);
    if (!connection) {
        connection = std::make_unique<Connection>(impl->executor);
        answer.error = co_await impl->open(*connection, request.url, deadline);
        if (!answer.error.empty()) co_return answer;
    }
    connection->plain.expires_at(deadline);
    Request wire = make_request(request);
    boost::system::error_code ec;
    if (connection->tls) {
        ec = co_await exchange(*connection->tls, *connection, wire, request.answer_limit, answer);
    } else {
        ec = co_await exchange(connection->plain, *connection, wire, request.answer_limit, answer);
    }
    if (ec) answer.error = describe(ec, "exchange");
    if (connection->reusable) impl->keep(origin, std::move(connection));
    co_return answer;
}

}  // namespace outreach::connectors
