#include "scheduler/cli/receiver.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "connectors/signature_doctor.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;

std::string header(const std::map<std::string, std::string>& headers, const char* name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

void verify(const std::vector<connectors::SigningKey>& keys, Received& received) {
    if (keys.empty()) {
        received.verification = tr("not verified: no secret given");
        return;
    }
    const std::string timestamp = header(received.headers, "webhook-timestamp");
    const std::string signatures = header(received.headers, "webhook-signature");
    const SysTime now = wall_now();
    const auto verification =
        connectors::verify_webhook(keys, received.id, timestamp, signatures, received.body, now);
    received.verified = verification == connectors::Verification::good;
    received.verification = tr(connectors::explain(verification));
    if (received.verified) return;
    const connectors::SignatureHeaders headers{received.id, timestamp, signatures};
    received.advice = connectors::diagnose_signature(keys, headers, received.body, now).sentence;
}

Received read(http::Request request, const std::vector<connectors::SigningKey>& keys) {
    Received received;
    received.path = std::move(request.path);
    received.headers = std::move(request.headers);
    received.body = std::move(request.body);
    received.id = header(received.headers, "webhook-id");
    verify(keys, received);
    try {
        const auto event = nlohmann::json::parse(received.body);
        received.type = event.at("type").get<std::string>();
        received.activity = event.at("subject").get<std::string>();
        const auto& data = event.at("data");
        // A word about the delivery itself is of no campaign and has no notice.
        received.due = received.type.starts_with("outreach.partner.")
                           ? event.at("time").get<std::string>()
                           : data.at("notice").at("due").get<std::string>();
        received.partner = data.at("partner").at("id").get<std::string>();
        received.subject = data.at("message").at("subject").get<std::string>();
        received.text = data.at("message").at("text").get<std::string>();
        received.well_formed =
            event.at("id").get<std::string>() == received.id && event.at("specversion") == "1.0";
    } catch (const nlohmann::json::exception&) {
        received.well_formed = false;
    }
    return received;
}

}  // namespace

Result<std::unique_ptr<Receiver>> Receiver::start(asio::any_io_executor executor,
                                                  std::uint16_t port,
                                                  ReceiverBehaviour behaviour,
                                                  OnNotice on_notice) {
    std::unique_ptr<Receiver> receiver(new Receiver());
    receiver->behaviour_ = std::move(behaviour);
    receiver->on_notice_ = std::move(on_notice);
    auto server = http::HttpServer::listen(executor,
                                           "127.0.0.1",
                                           port,
                                           http::HttpServer::Limits{},
                                           [self = receiver.get()](http::Request request) {
                                               return self->answer(std::move(request));
                                           });
    if (!server) return server.error();
    receiver->server_ = std::move(*server);
    return receiver;
}

// What is no notice: a handshake (CloudEvents HTTP webhook, part 4), or somebody with a browser.
http::Answer Receiver::answer_other(const http::Request& request) const {
    http::Answer answer;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = "outreach listen: POST notices here\n";
    if (request.method != "OPTIONS" || !behaviour_.consent_rate) return answer;
    const std::string origin = header(request.headers, "webhook-request-origin");
    answer.content_type.clear();
    answer.body.clear();
    answer.headers.emplace_back("Allow", "POST, OPTIONS");
    if (!origin.empty()) {
        answer.headers.emplace_back("WebHook-Allowed-Origin", origin);
        answer.headers.emplace_back("WebHook-Allowed-Rate", *behaviour_.consent_rate);
    }
    if (behaviour_.on_handshake) behaviour_.on_handshake(origin);
    return answer;
}

asio::awaitable<http::Answer> Receiver::answer(http::Request request) {
    if (request.method != "POST") co_return answer_other(request);
    http::Answer answer;
    answer.content_type.clear();
    const Received received = read(std::move(request), behaviour_.keys);
    answer.status = behaviour_.status;
    if (!behaviour_.keys.empty() && !received.verified) answer.status = 401;
    if (behaviour_.fail_rate > 0 && random_.between(0, 1) < behaviour_.fail_rate) {
        answer.status = 503;
    }
    if (behaviour_.delay.count() > 0) {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor, behaviour_.delay);
        co_await timer.async_wait(asio::use_awaitable);
    }
    on_notice_(received, answer.status);
    co_return answer;
}

}  // namespace outreach::cli
