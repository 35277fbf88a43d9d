#include "connectors/http_client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <deque>
#include <optional>
#include <unordered_map>

#include "config/base/i18n.hpp"
#include "connectors/body_decoder.hpp"
#include "connectors/head_reader.hpp"
#include "connectors/http_connection.hpp"

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::uint32_t kLargestHeader = 16 * 1024;
constexpr int kMostInterim = 5;
constexpr std::size_t kPiece = 8192;
constexpr std::size_t kMostIdlePerOrigin = 64;
constexpr std::chrono::seconds kLongestIdle{30};
// What an answer may take on the wire for each byte that is kept of it.
constexpr std::uint64_t kMostPadding = 16;

using Request = http::request<http::string_body>;
using Parser = http::response_parser<http::buffer_body>;

void note_headers(const Parser& parser,
                  const std::vector<std::string>& wanted,
                  HttpAnswer& answer) {
    answer.status = static_cast<int>(parser.get().result_int());
    answer.retry_after = std::string(parser.get()[http::field::retry_after]);
    for (const std::string& name : wanted) {
        const auto found = parser.get().find(name);
        if (found != parser.get().end()) answer.headers[name] = std::string(found->value());
    }
}

// The status decides; an answer that is too long or too slow only costs the connection. Read in
// pieces of our own, because a promised length must not decide how much is reserved.
template <class Stream>
asio::awaitable<void> read_body(Stream& stream,
                                Connection& connection,
                                Parser& parser,
                                std::uint64_t limit,
                                HttpAnswer& answer) {
    BodyDecoder decoder(std::string(parser.get()[http::field::content_encoding]), limit);
    boost::system::error_code body_error;
    std::array<char, kPiece> piece{};
    std::uint64_t on_the_wire = 0;
    while (!body_error && !parser.is_done() && !decoder.full() &&
           on_the_wire < limit * kMostPadding) {
        auto& into = parser.get().body();
        into.data = piece.data();
        into.size = piece.size();
        into.more = false;
        auto [error, n] = co_await http::async_read_some(stream, connection.buffer, parser, kTuple);
        if (error != http::error::need_buffer) body_error = error;
        on_the_wire += n;
        decoder.feed({piece.data(), piece.size() - parser.get().body().size});
    }
    connection.reusable = !body_error && parser.is_done() && parser.get().keep_alive() &&
                          connection.buffer.size() == 0;
    answer.body = decoder.take();
}

template <class Stream>
asio::awaitable<boost::system::error_code> exchange(Stream& stream,
                                                    Connection& connection,
                                                    Request& wire,
                                                    const HttpRequest& request,
                                                    HttpAnswer& answer) {
    auto [write_error, written] = co_await http::async_write(stream, wire, kTuple);
    if (write_error == beast::error::timeout) co_return write_error;
    std::optional<Parser> parser;
    for (int interim = 0;; ++interim) {
        parser.emplace();
        parser->body_limit(boost::none);
        parser->header_limit(kLargestHeader);
        auto error = co_await read_head(stream, connection.buffer, *parser, kLargestHeader);
        if (!error && parser->get().result_int() == 0) error = http::error::bad_status;
        // Who refuses early (413, 401) may close before the body is through: that is an answer.
        if (error && write_error) co_return write_error;
        if (error) co_return error;
        // 1xx answers come before the real one (RFC 9110, 15.2).
        const unsigned status = parser->get().result_int();
        if (status / 100 != 1 || status == 101) break;
        if (interim == kMostInterim) co_return http::make_error_code(http::error::bad_status);
    }
    note_headers(*parser, request.want_headers, answer);
    co_await read_body(stream, connection, *parser, request.answer_limit, answer);
    if (write_error) connection.reusable = false;
    co_return boost::system::error_code();
}

Request make_request(HttpRequest& from) {
    Request request{http::string_to_verb(from.method), from.url.path, 11};
    request.set(http::field::host, from.url.host_header());
    request.set(http::field::accept_encoding, "gzip");
    for (const auto& [name, value] : from.headers) request.set(name, value);
    request.keep_alive(true);
    request.body() = std::move(from.body);
    request.prepare_payload();
    return request;
}

}  // namespace

struct HttpClient::Impl {
    Impl(asio::any_io_executor ex, Resolver* given) : executor(std::move(ex)), resolver(given) {
        if (resolver != nullptr) return;
        own_resolver = make_system_resolver(executor);
        resolver = own_resolver.get();
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

    asio::any_io_executor executor;
    std::unique_ptr<Resolver> own_resolver;
    Resolver* resolver;
    Steady::time_point swept = Steady::now();
    std::unordered_map<std::string, std::deque<ConnectionPtr>> idle;
};

HttpClient::HttpClient(asio::any_io_executor executor, Resolver* resolver)
    : impl_(std::make_shared<Impl>(std::move(executor), resolver)) {}
HttpClient::~HttpClient() = default;

void HttpClient::close() {
    impl_->idle.clear();
}

asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request) {
    const std::shared_ptr<Impl> impl = impl_;
    const auto deadline = Steady::now() + request.timeout;
    std::string origin =
        (request.url.tls ? "s " : "p ") + request.url.host + " " + request.url.port;
    if (request.reach) origin += " " + request.reach->key;
    HttpAnswer answer;
    ConnectionPtr connection = impl->take_idle(origin);
    if (!connection) {
        Opened opened = co_await open_connection(
            impl->executor, *impl->resolver, request.url, request.reach, origin, deadline);
        answer.stage = opened.stage;
        answer.error = std::move(opened.error);
        if (!opened.connection) co_return answer;
        connection = std::move(opened.connection);
    }
    const bool fresh = connection->idle_since == Steady::time_point{};
    connection->plain.expires_at(deadline);
    Request wire = make_request(request);
    boost::system::error_code ec;
    if (connection->tls) {
        ec = co_await exchange(*connection->tls, *connection, wire, request, answer);
    } else {
        ec = co_await exchange(connection->plain, *connection, wire, request, answer);
    }
    if (ec && fresh && refuses_ours(ec)) {
        // A part of the handshake: the request was not read.
        answer.stage = Stage::tls;
        answer.error = tr("TLS: the endpoint does not take our certificate; see tls.certificate");
    } else if (ec) {
        answer.stage = Stage::exchange;
        answer.error = describe(ec, "exchange");
    }
    if (connection->reusable) impl->keep(origin, std::move(connection));
    co_return answer;
}

}  // namespace outreach::connectors
