#include "scheduler/cli/daemon_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <optional>

#include "config/base/i18n.hpp"
#include "connectors/http_client.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kPatience{10};
constexpr std::uint64_t kLargestAnswer = std::uint64_t{64} * 1024 * 1024;

asio::awaitable<void> get(connectors::HttpClient& client,
                          connectors::HttpRequest request,
                          connectors::HttpAnswer& into) {
    into = co_await client.send(std::move(request));
    client.close();
}

}  // namespace

std::optional<DaemonAnswer> ask_daemon(const std::string& server, const std::string& path) {
    std::string base = server;
    const char* told = std::getenv("OUTREACH_SERVER");
    if (base.empty()) base = told != nullptr ? told : "http://127.0.0.1:8080";
    while (base.ends_with('/')) base.pop_back();
    const auto url = connectors::parse_url(base + path);
    if (!url) {
        say(trf("\"{}\" is no web address; write it like http://127.0.0.1:8080", base));
        return {};
    }
    connectors::HttpRequest request;
    request.method = "GET";
    request.url = *url;
    request.timeout = kPatience;
    request.answer_limit = kLargestAnswer;
    asio::io_context io(1);
    connectors::HttpClient client(io.get_executor());
    connectors::HttpAnswer answer;
    asio::co_spawn(io, get(client, std::move(request), answer), asio::detached);
    io.run();
    if (answer.status == 0) {
        say(
            trf("the daemon at {} cannot be reached ({}); start it with \"outreachd\", or name "
                "another with --server",
                base,
                answer.error));
        return {};
    }
    return DaemonAnswer{answer.status, std::move(answer.body)};
}

}  // namespace outreach::cli
