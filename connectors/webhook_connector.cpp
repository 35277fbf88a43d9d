#include "connectors/webhook_connector.hpp"

#include "connectors/answer.hpp"
#include "connectors/cloud_event.hpp"

namespace outreach::connectors {

boost::asio::awaitable<Outcome> WebhookConnector::send(
    std::shared_ptr<const Target> target, std::shared_ptr<const campaigns::OutgoingNotice> notice) {
    HttpRequest request;
    request.url = target->url;
    request.timeout = target->timeout;
    request.body = to_cloud_event(*notice);
    const std::int64_t timestamp = to_ms(wall_clock_.now()) / 1000;
    const std::string signature = sign_webhook(target->keys, notice->id, timestamp, request.body);
    if (signature.empty()) {
        Outcome refused;
        refused.detail = "no usable secret: nothing is sent unsigned";
        co_return refused;
    }
    for (const auto& [name, value] : target->headers) request.headers.emplace_back(name, value);
    request.headers.emplace_back("Content-Type", "application/cloudevents+json");
    request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    request.headers.emplace_back("webhook-id", notice->id);
    request.headers.emplace_back("webhook-timestamp", std::to_string(timestamp));
    request.headers.emplace_back("webhook-signature", signature);
    const HttpAnswer answer = co_await client_.send(std::move(request));
    if (answer.status != 0)
        co_return judge_answer(answer.status, answer.retry_after, wall_clock_.now());
    Outcome outcome;
    outcome.detail = answer.error;
    co_return outcome;
}

}  // namespace outreach::connectors
