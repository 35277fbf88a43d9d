#include "tests/bench/bare_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

namespace outreach::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<void> post_all(std::uint16_t port, int& left, std::string wire) {
    tcp::socket socket(co_await asio::this_coro::executor);
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    std::string answer;
    while (left-- > 0) {
        co_await asio::async_write(socket, asio::buffer(wire), asio::use_awaitable);
        answer.clear();
        // The receiver answers 204: headers without a body.
        co_await asio::async_read_until(
            socket, asio::dynamic_buffer(answer), "\r\n\r\n", asio::use_awaitable);
    }
}

}  // namespace

double post_bare(std::uint16_t port, int count, int connections, std::size_t bytes) {
    asio::io_context io(1);
    const std::string body(bytes, 'x');
    const std::string wire =
        "POST /bare HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/cloudevents+json\r\n"
        "Content-Length: " +
        std::to_string(bytes) + "\r\n\r\n" + body;
    int left = count;
    for (int i = 0; i < connections; ++i) {
        asio::co_spawn(io, post_all(port, left, wire), asio::detached);
    }
    const auto began = std::chrono::steady_clock::now();
    io.run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace outreach::bench
