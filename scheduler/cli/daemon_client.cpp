#include "scheduler/cli/daemon_client.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/base/i18n.hpp"
#include "connectors/http_client.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kPatience{10};
// The daemon answers once the queue follows, or says that it will.
constexpr std::chrono::seconds kPatienceWithOrders{30};
constexpr std::uint64_t kLargestAnswer = std::uint64_t{64} * 1024 * 1024;

asio::awaitable<void> get(connectors::HttpClient& client,
                          connectors::HttpRequest request,
                          connectors::HttpAnswer& into) {
    into = co_await client.send(std::move(request));
    client.close();
}

std::string from_environment(const std::string& flag, const char* name, const char* otherwise) {
    if (!flag.empty()) return flag;
    const char* told = std::getenv(name);
    return told != nullptr ? told : otherwise;
}

}  // namespace

void add_link_flags(CLI::App& command, DaemonLink& link) {
    command.add_option("--server", link.server, tr("the daemon's address"));
    command.add_option("--token-file", link.token_file, tr("the file that holds the access token"));
}

std::optional<DaemonAnswer> ask_daemon(const DaemonLink& link, const std::string& path) {
    return tell_daemon(link, "GET", path, "");
}

std::optional<DaemonAnswer> tell_daemon(const DaemonLink& link,
                                        const std::string& method,
                                        const std::string& path,
                                        const std::string& body,
                                        std::chrono::seconds patience) {
    std::string base = from_environment(link.server, "OUTREACH_SERVER", "http://127.0.0.1:8080");
    while (base.ends_with('/')) base.pop_back();
    const auto url = connectors::parse_url(base + path);
    if (!url) {
        say(trf("\"{}\" is no web address; write it like http://127.0.0.1:8080", base));
        return {};
    }
    connectors::HttpRequest request;
    request.method = method;
    request.url = *url;
    const std::chrono::seconds usual = method == "GET" ? kPatience : kPatienceWithOrders;
    request.timeout = std::max(usual, patience);
    request.answer_limit = kLargestAnswer;
    request.reach = connectors::reach_anywhere();
    if (method != "GET") {
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = body;
    }
    const std::string token_file = from_environment(link.token_file, "OUTREACH_TOKEN_FILE", "");
    if (!token_file.empty()) {
        const auto token =
            connectors::read_secret({campaigns::SecretSource::Kind::file, token_file}, ".");
        if (!token) {
            say(trf("{} cannot be read: {}", token_file, token.error().message()));
            return {};
        }
        request.headers.emplace_back("Authorization", "Bearer " + *token);
    } else if (const char* user = std::getenv("USER"); user != nullptr) {
        request.headers.emplace_back("Outreach-User", user);
    }
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

int check_answer(const DaemonAnswer& answer) {
    if (answer.status < 400) return kSuccess;
    const auto document = nlohmann::json::parse(answer.body, nullptr, false);
    const std::string detail = document.is_object() ? document.value("detail", "") : std::string();
    say(detail.empty() ? trf("the daemon refused with {}", answer.status) : detail);
    if (answer.status == 401) {
        say(tr("name the file that holds your token: --token-file F, or OUTREACH_TOKEN_FILE"));
    }
    return answer.status >= 500 ? kUnreachable : kBadInput;
}

}  // namespace outreach::cli
