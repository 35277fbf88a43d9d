#include "scheduler/cli/receiver.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;

std::string header(const http::Request& request, const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string() : found->second;
}

Received read(const http::Request& request, const std::vector<connectors::SigningKey>& keys) {
    Received received;
    received.path = request.path;
    received.id = header(request, "webhook-id");
    if (keys.empty()) {
        received.verification = "not verified: no secret given";
    } else {
        const auto verification = connectors::verify_webhook(keys,
                                                             received.id,
                                                             header(request, "webhook-timestamp"),
                                                             header(request, "webhook-signature"),
                                                             request.body,
                                                             wall_now());
        received.verified = verification == connectors::Verification::good;
        received.verification = connectors::explain(verification);
    }
    try {
        const auto event = nlohmann::json::parse(request.body);
        received.type = event.at("type").get<std::string>();
        received.activity = event.at("subject").get<std::string>();
        const auto& data = event.at("data");
        received.due = data.at("notice").at("due").get<std::string>();
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

asio::awaitable<http::Answer> Receiver::answer(http::Request request) {
    http::Answer answer;
    answer.content_type.clear();
    if (request.method != "POST") {
        answer.status = 200;
        answer.content_type = "text/plain; charset=utf-8";
        answer.body = "outreach listen: POST notices here\n";
        co_return answer;
    }
    const Received received = read(request, behaviour_.keys);
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
