// The HTTP client against a real server on loopback: well-behaved, slow, endless, gone.
#include "connectors/http_client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "scheduler/http/http_server.hpp"
#include "tests/support/run.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::run;

HttpRequest request_to(std::uint16_t port, std::chrono::milliseconds timeout = 2s) {
    HttpRequest request;
    request.url = *parse_url("http://127.0.0.1:" + std::to_string(port) + "/hook");
    request.body = "本文";
    request.timeout = timeout;
    request.reach = reach_anywhere();
    return request;
}

// A server that says fixed bytes to whoever connects, and then keeps the connection.
class RawServer {
public:
    RawServer(asio::io_context& io, std::string answer, bool repeat = false)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(io, serve(acceptor_, std::move(answer), repeat), asio::detached);
    }
    ~RawServer() { acceptor_.close(); }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    static asio::awaitable<void> serve(tcp::acceptor& acceptor, std::string answer, bool repeat) {
        auto [ec, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        std::array<char, 4096> buffer{};
        std::error_code ignored;
        while (!ec) {
            auto [re, n] = co_await socket.async_read_some(asio::buffer(buffer),
                                                           asio::as_tuple(asio::use_awaitable));
            if (re) co_return;
            do {
                auto [we, m] = co_await asio::async_write(
                    socket, asio::buffer(answer), asio::as_tuple(asio::use_awaitable));
                if (we) co_return;
            } while (repeat);
        }
    }
    tcp::acceptor acceptor_;
};

TEST(HttpClient, PostsOverOneKeptConnection) {
    asio::io_context io(1);
    std::vector<http::Request> seen;
    auto server =
        http::HttpServer::listen(io.get_executor(),
                                 "127.0.0.1",
                                 0,
                                 {},
                                 [&](http::Request request) -> asio::awaitable<http::Answer> {
                                     seen.push_back(std::move(request));
                                     http::Answer answer;
                                     answer.status = 202;
                                     answer.headers.emplace_back("Retry-After", "7");
                                     co_return answer;
                                 });
    ASSERT_TRUE(server);
    HttpClient client(io.get_executor());
    for (int i = 0; i < 3; ++i) {
        const auto answer = run(io, client.send(request_to((*server)->port())));
        EXPECT_EQ(answer.status, 202);
        EXPECT_EQ(answer.retry_after, "7");
    }
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0].method, "POST");
    EXPECT_EQ(seen[0].path, "/hook");
    EXPECT_EQ(seen[0].body, "本文");
}

TEST(HttpClient, RefusedConnectionIsAnErrorInWords) {
    asio::io_context io(1);
    tcp::acceptor taken(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    const auto port = taken.local_endpoint().port();
    taken.close();
    HttpClient client(io.get_executor());
    const auto answer = run(io, client.send(request_to(port)));
    EXPECT_EQ(answer.status, 0);
    EXPECT_NE(answer.error.find("nobody listens there"), std::string::npos);
}

TEST(HttpClient, SilentServerEndsAtTheDeadline) {
    asio::io_context io(1);
    RawServer server(io, "");
    HttpClient client(io.get_executor());
    const auto began = std::chrono::steady_clock::now();
    const auto answer = run(io, client.send(request_to(server.port(), 150ms)));
    EXPECT_EQ(answer.status, 0);
    EXPECT_GE(std::chrono::steady_clock::now() - began, 140ms);
    EXPECT_NE(answer.error.find("no answer in time"), std::string::npos);
}

TEST(HttpClient, EndlessBodyCostsTheConnectionNotTheMemory) {
    asio::io_context io(1);
    RawServer server(
        io,
        "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + std::string(1000, 'x'),
        true);
    HttpClient client(io.get_executor());
    const auto answer = run(io, client.send(request_to(server.port(), 1s)));
    EXPECT_EQ(answer.status, 200) << "the status line decides";
    EXPECT_LE(answer.body.size(), 64U * 1024);
}

TEST(HttpClient, DrippingBodyEndsAtTheDeadline) {
    asio::io_context io(1);
    RawServer server(io, "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nabc");
    HttpClient client(io.get_executor());
    const auto answer = run(io, client.send(request_to(server.port(), 150ms)));
    EXPECT_EQ(answer.status, 500);
}

TEST(HttpClient, RedirectIsNotFollowed) {
    asio::io_context io(1);
    RawServer server(
        io, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    HttpClient client(io.get_executor());
    EXPECT_EQ(run(io, client.send(request_to(server.port()))).status, 302);
}

TEST(HttpClient, GarbageAndHeaderFloodsAreErrors) {
    asio::io_context io(1);
    for (const std::string& bytes :
         {std::string("SSH-2.0-x\r\n\r\n"),
          "HTTP/1.1 200 OK\r\nX-A: " + std::string(100'000, 'a') + "\r\n\r\n"}) {
        RawServer server(io, bytes);
        HttpClient client(io.get_executor());
        const auto answer = run(io, client.send(request_to(server.port())));
        EXPECT_EQ(answer.status, 0);
        EXPECT_FALSE(answer.error.empty());
    }
}

TEST(HttpClient, ConnectionClosedByTheServerIsNotUsedAgain) {
    asio::io_context io(1);
    int served = 0;
    auto server = http::HttpServer::listen(
        io.get_executor(), "127.0.0.1", 0, {}, [&](http::Request) -> asio::awaitable<http::Answer> {
            ++served;
            http::Answer answer;
            answer.status = 204;
            co_return answer;
        });
    ASSERT_TRUE(server);
    const auto port = (*server)->port();
    HttpClient client(io.get_executor());
    EXPECT_EQ(run(io, client.send(request_to(port))).status, 204);
    server->reset();
    io.poll();
    const auto gone = run(io, client.send(request_to(port)));
    EXPECT_EQ(gone.status, 0);
    EXPECT_NE(gone.error.find("connect"), std::string::npos) << gone.error;
}

TEST(HttpClient, UnknownNameIsAnErrorInWords) {
    asio::io_context io(1);
    HttpClient client(io.get_executor());
    HttpRequest request = request_to(1, 3s);
    request.url.host = "no-such-host.invalid";
    const auto answer = run(io, client.send(request));
    EXPECT_EQ(answer.status, 0);
    EXPECT_NE(answer.error.find("name look-up"), std::string::npos);
}

}  // namespace
}  // namespace outreach::connectors
