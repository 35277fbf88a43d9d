// The proxy's coroutines, which may outlive it and end with their loop.
#include "tests/support/fake_proxy.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace outreach::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using Socket = std::shared_ptr<tcp::socket>;

struct FakeProxy::State {
    State(asio::io_context& io, std::uint16_t port, std::string text, Then next)
        : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          goal(asio::ip::address_v4::loopback(), port),
          answer(std::move(text)),
          then(next) {}
    tcp::acceptor acceptor;
    tcp::endpoint goal;
    std::string answer;
    Then then;
    std::vector<std::string> heads;

    static asio::awaitable<void> accept_all(std::shared_ptr<State> state);
    static asio::awaitable<void> serve(std::shared_ptr<State> state, Socket client);
};

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestHead = 8192;

// A far end that was never connected takes nothing: then this only waits for the near one's end.
asio::awaitable<void> pump(Socket from, Socket to) {
    std::array<char, 4096> piece{};
    for (;;) {
        const auto [end, n] = co_await from->async_read_some(asio::buffer(piece), kTuple);
        if (end) break;
        const auto bytes = asio::buffer(piece.data(), n);
        const auto [lost, written] = co_await asio::async_write(*to, bytes, kTuple);
        if (lost) break;
    }
    boost::system::error_code ignored;
    to->shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

asio::awaitable<void> FakeProxy::State::accept_all(std::shared_ptr<State> state) {
    for (;;) {
        auto [failed, accepted] = co_await state->acceptor.async_accept(kTuple);
        if (failed) co_return;
        auto client = std::make_shared<tcp::socket>(std::move(accepted));
        const auto executor = client->get_executor();
        asio::co_spawn(executor, serve(state, std::move(client)), asio::detached);
    }
}

asio::awaitable<void> FakeProxy::State::serve(std::shared_ptr<State> state, Socket client) {
    std::string head;
    auto into = asio::dynamic_buffer(head, kLongestHead);
    const auto [cut, n] = co_await asio::async_read_until(*client, into, "\r\n\r\n", kTuple);
    if (cut) co_return;
    state->heads.push_back(head);
    const auto bytes = asio::buffer(state->answer);
    const auto [lost, written] = co_await asio::async_write(*client, bytes, kTuple);
    if (lost || state->then == Then::close) co_return;
    const auto executor = client->get_executor();
    auto far_end = std::make_shared<tcp::socket>(executor);
    if (state->then == Then::tunnel) {
        const auto [refused] = co_await far_end->async_connect(state->goal, kTuple);
        if (refused) co_return;
        asio::co_spawn(executor, pump(far_end, client), asio::detached);
    }
    co_await pump(client, far_end);
}

FakeProxy::FakeProxy(asio::io_context& io, std::uint16_t goal, std::string answer, Then then)
    : state_(std::make_shared<State>(io, goal, std::move(answer), then)) {
    asio::co_spawn(io, State::accept_all(state_), asio::detached);
}

FakeProxy::~FakeProxy() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
}

std::string FakeProxy::url() const {
    return "http://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}

const std::vector<std::string>& FakeProxy::heads() const {
    return state_->heads;
}

}  // namespace outreach::test
