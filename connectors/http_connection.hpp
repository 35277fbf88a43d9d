// One connection to one origin: looked up, vetted, connected (through a proxy if need be),
// secured. Private to the HTTP client; the only headers that show Beast to it.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "connectors/http_client.hpp"
#include "connectors/tls_profile.hpp"

namespace outreach::connectors {

using Steady = std::chrono::steady_clock;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream&>;

// What is read ahead of what is understood: a chunk's extension or a trailer must end within it.
constexpr std::size_t kMostBuffered = 64 * 1024;

// Not to be used again once `reusable` is false.
struct Connection {
    explicit Connection(boost::asio::ip::tcp::socket socket) : plain(std::move(socket)) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::shared_ptr<const TlsProfile> profile;  // outlives `tls`
    std::string origin;                         // and so does this
    boost::beast::tcp_stream plain;
    std::unique_ptr<TlsStream> tls;
    boost::beast::flat_buffer buffer{kMostBuffered};
    Steady::time_point idle_since;
    bool reusable = false;
};
using ConnectionPtr = std::unique_ptr<Connection>;

// True if the far end has neither closed nor sent anything unasked.
[[nodiscard]] bool still_open(Connection& connection);

struct Opened {
    ConnectionPtr connection;  // null: see the rest
    Stage stage = Stage::none;
    std::string error;
};
// `reach` may be null. Addresses are tried as RFC 8305 says, 250 ms apart.
boost::asio::awaitable<Opened> open_connection(boost::asio::any_io_executor executor,
                                               Resolver& resolver,
                                               Url url,
                                               std::shared_ptr<const Reach> reach,
                                               std::string origin,
                                               Steady::time_point deadline);

// For people: "connect: no answer in time".
[[nodiscard]] std::string describe(const boost::system::error_code& ec, const char* stage);

}  // namespace outreach::connectors
