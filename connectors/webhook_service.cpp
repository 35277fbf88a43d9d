#include "connectors/webhook_service.hpp"

#include "connectors/answer.hpp"
#include "connectors/cloud_event.hpp"
#include "connectors/header_names.hpp"

namespace outreach::connectors {
namespace {

// Standard Webhooks 1.0, "Payload size": below 20 kB.
constexpr std::size_t kMostBytes = 20'000;

class WebhookService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial&,
                        SysTime now) const override {
        HttpRequest request;
        request.url = target.url;
        request.body = to_cloud_event(notice);
        const std::int64_t timestamp = to_ms(now) / 1000;
        for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
        request.headers.emplace_back("Content-Type", "application/cloudevents+json");
        if (!has_header(target.headers, "User-Agent")) {
            request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
        }
        request.headers.emplace_back("webhook-id", notice.id);
        request.headers.emplace_back("webhook-timestamp", std::to_string(timestamp));
        request.headers.emplace_back(
            "webhook-signature",
            sign_webhook(keys_at(target.keys, now), notice.id, timestamp, request.body));
        request.want_headers = {kDeliveryControl};
        return request;
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        const auto control = answer.headers.find(kDeliveryControl);
        if (control != answer.headers.end()) heed_delivery_control(control->second, outcome);
        return outcome;
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        return {to_cloud_event(notice).size(), kMostBytes, Unit::bytes};
    }

    bool knows_repeats() const override { return true; }
};

}  // namespace

const Service& webhook_service() {
    static const WebhookService service;
    return service;
}

}  // namespace outreach::connectors
