#include "scheduler/http/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <set>

namespace outreach::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = beast::http;
using asio::ip::tcp;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kLargestHeader = 16 * 1024;
constexpr std::chrono::milliseconds kAfterAcceptError{100};

// Forgets a connection however its conversation ends.
struct Registered {
    std::set<beast::tcp_stream*>& open;
    beast::tcp_stream* stream;
    Registered(std::set<beast::tcp_stream*>& all, beast::tcp_stream* one) : open(all), stream(one) {
        open.insert(stream);
    }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;
    ~Registered() { open.erase(stream); }
};

using WireRequest = bhttp::request<bhttp::string_body>;
using WireAnswer = bhttp::response<bhttp::string_body>;

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool to_request(WireRequest& wire, Request& request) {
    request.method = std::string(wire.method_string());
    for (const auto& field : wire) request.headers[lower(field.name_string())] = field.value();
    if (!parse_target(wire.target(), request)) return false;
    request.body = std::move(wire.body());
    return true;
}

WireAnswer to_wire(Answer answer, const WireRequest& request, bool keep_alive) {
    WireAnswer wire{static_cast<bhttp::status>(answer.status), request.version()};
    wire.set(bhttp::field::server, "outreachd");
    if (!answer.content_type.empty()) wire.set(bhttp::field::content_type, answer.content_type);
    wire.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers) wire.set(name, value);
    wire.keep_alive(keep_alive);
    wire.body() = std::move(answer.body);
    wire.prepare_payload();
    if (request.method() == bhttp::verb::head) wire.body().clear();
    return wire;
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(const asio::any_io_executor& ex, Limits l, AsyncHandler h)
        : executor(ex), acceptor(ex), limits(l), handler(std::move(h)) {}
    asio::any_io_executor executor;
    tcp::acceptor acceptor;
    Limits limits;
    AsyncHandler handler;
    std::set<beast::tcp_stream*> open;
    bool stopping = false;

    static asio::awaitable<void> accept_loop(std::shared_ptr<State> self);
    static asio::awaitable<void> serve(std::shared_ptr<State> self, tcp::socket socket);
    static asio::awaitable<void> converse(std::shared_ptr<State> self,
                                          std::shared_ptr<beast::tcp_stream> stream);
};

asio::awaitable<void> HttpServer::State::accept_loop(std::shared_ptr<State> self) {
    while (!self->stopping) {
        auto [ec, socket] = co_await self->acceptor.async_accept(kTuple);
        if (ec && (self->stopping || ec == asio::error::operation_aborted)) co_return;
        if (ec) {
            // Too many files, for instance: trying again at once would only burn the processor.
            asio::steady_timer pause(self->executor, kAfterAcceptError);
            co_await pause.async_wait(kTuple);
            continue;
        }
        if (self->open.size() >= self->limits.connections) continue;  // the far end is dropped
        asio::co_spawn(self->executor, serve(self, std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> HttpServer::State::serve(std::shared_ptr<State> self, tcp::socket socket) {
    const auto stream = std::make_shared<beast::tcp_stream>(std::move(socket));
    const Registered registered(self->open, stream.get());
    boost::system::error_code ignored;
    stream->socket().set_option(tcp::no_delay(true), ignored);
    co_await converse(self, stream);
    stream->socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> HttpServer::State::converse(std::shared_ptr<State> self,
                                                  std::shared_ptr<beast::tcp_stream> stream) {
    beast::flat_buffer buffer;
    while (!self->stopping) {
        bhttp::request_parser<bhttp::string_body> parser;
        parser.body_limit(self->limits.body);
        parser.header_limit(kLargestHeader);
        stream->expires_after(self->limits.idle);
        auto [read_error, read] = co_await bhttp::async_read(*stream, buffer, parser, kTuple);
        Answer answer;
        bool keep_alive = !read_error && parser.get().keep_alive();
        WireRequest wire_request;
        if (read_error == bhttp::error::body_limit) {
            answer =
                problem(413, "Content Too Large", "the request is larger than this server reads");
        } else if (read_error) {
            co_return;
        } else {
            wire_request = parser.release();
            Request request;
            if (to_request(wire_request, request)) {
                stream->expires_never();
                answer = co_await self->handler(std::move(request));
                stream->expires_after(self->limits.idle);
            } else {
                answer = problem(400, "Bad Request", "the request target is not well-formed");
            }
        }
        if (answer.status == 0) co_return;  // a receiver that hangs up on purpose
        WireAnswer wire = to_wire(std::move(answer), wire_request, keep_alive);
        auto [write_error, written] = co_await bhttp::async_write(*stream, wire, kTuple);
        if (write_error || !keep_alive) co_return;
    }
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::any_io_executor executor,
                                                       const std::string& address,
                                                       std::uint16_t port,
                                                       Limits limits,
                                                       AsyncHandler handler) {
    boost::system::error_code ec;
    const auto ip = asio::ip::make_address(address, ec);
    if (ec) return ec;
    auto state = std::make_shared<State>(executor, limits, std::move(handler));
    const tcp::endpoint endpoint(ip, port);
    state->acceptor.open(endpoint.protocol(), ec);
    if (!ec) state->acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) state->acceptor.bind(endpoint, ec);
    if (!ec) state->acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return ec;
    asio::co_spawn(executor, State::accept_loop(state), asio::detached);
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::~HttpServer() {
    stop();
}

std::uint16_t HttpServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

void HttpServer::stop() {
    if (state_->stopping) return;
    state_->stopping = true;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (beast::tcp_stream* stream : state_->open) stream->close();
}

}  // namespace outreach::http
