#include "connectors/line_account.hpp"

namespace outreach::connectors {

boost::asio::awaitable<std::optional<LineUse>> ask_line(HttpClient& client,
                                                        std::shared_ptr<const Target> target) {
    HttpRequest first = line_quota_request(*target);
    HttpRequest second = line_consumption_request(*target);
    for (HttpRequest* request : {&first, &second}) {
        request->timeout = target->timeout;
        request->reach = target->reach;
    }
    const HttpAnswer limit = co_await client.send(std::move(first));
    if (limit.status != 200) co_return std::nullopt;
    const HttpAnswer used = co_await client.send(std::move(second));
    if (used.status != 200) co_return std::nullopt;
    const auto quota = parse_line_quota(limit.body);
    const auto count = parse_line_consumption(used.body);
    if (!quota || !count) co_return std::nullopt;
    LineUse use;
    use.quota = *quota;
    use.used = *count;
    co_return use;
}

}  // namespace outreach::connectors
