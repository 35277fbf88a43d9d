// The fakes' addresses and tokens, the server before them, the client behind the connector.
#include "tests/support/connector_rig.hpp"

#include <cctype>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "connectors/template_file.hpp"
#include "tests/support/run.hpp"

namespace outreach::test {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = from_ms(1'782'867'600'000);
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kToken = "channel-token";

std::unique_ptr<FakeService> make_fake(const std::string& connector) {
    if (connector == "slack") return std::make_unique<FakeSlack>();
    if (connector == "mattermost") return std::make_unique<FakeMattermost>();
    if (connector == "teams") return std::make_unique<FakeTeams>();
    if (connector == "discord") return std::make_unique<FakeDiscord>();
    if (connector == "google_chat") return std::make_unique<FakeGoogleChat>();
    if (connector == "line") return std::make_unique<FakeLine>(kToken);
    if (connector == "template") return std::make_unique<FakeInbox>();
    if (connector != "webhook") throw std::invalid_argument(connector);
    auto fake = std::make_unique<FakeWebhook>(std::vector<std::string>{kSecret});
    fake->now = to_ms(kNow) / 1000;
    return fake;
}

std::string path_for(const std::string& connector) {
    if (connector == "slack") return "/services/T0/B0/x";
    if (connector == "teams") return "/workflows/1/triggers/manual/paths/invoke?sig=abc";
    if (connector == "discord") return "/api/webhooks/1/x";
    if (connector == "google_chat") return "/v1/spaces/A/messages?key=k&token=t";
    return connector == "line" ? "/" : "/hooks/x";
}

connectors::Target target_for(const std::string& connector, std::uint16_t port) {
    connectors::Target target;
    target.partner = "hogoshikai";
    target.endpoint = "main";
    target.connector = connector;
    target.url =
        *connectors::parse_url("http://127.0.0.1:" + std::to_string(port) + path_for(connector));
    target.timeout = 10s;
    target.reach = connectors::reach_anywhere();
    if (connector == "line") target.to = {"U" + std::string(32, 'a')};
    if (connector == "line" || connector == "template") target.token = kToken;
    if (connector == "template") target.recipe = inbox_recipe(2000, "characters");
    if (connector == "webhook") {
        connectors::LoadedKey key;
        key.key = connectors::parse_key(kSecret).value();
        target.keys.push_back(std::move(key));
    }
    return target;
}

// The server hands on what it has decoded; the fakes decode for themselves.
std::string encoded(const std::string& text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char c : text) {
        if (std::isalnum(c) != 0 ||
            std::string_view("-._~").find(static_cast<char>(c)) != std::string_view::npos) {
            out += static_cast<char>(c);
        } else {
            out += {'%', kDigits[c >> 4], kDigits[c & 0x0F]};
        }
    }
    return out;
}

FakeRequest as_fake(http::Request request) {
    FakeRequest out{request.method, request.path, std::move(request.headers), {}};
    char mark = '?';
    for (const auto& [key, value] : request.query) {
        out.target += std::exchange(mark, '&') + encoded(key) + "=" + encoded(value);
    }
    out.body = std::move(request.body);
    return out;
}

}  // namespace

FakeAnswer FakeInbox::decide(const FakeRequest& request) {
    const auto token = request.headers.find("authorization");
    const bool known =
        token != request.headers.end() && token->second == std::string("Bearer ") + kToken;
    if (revoked_ || !known) return {401, {}, R"({"error":"no such token"})"};
    if (archived_) return {404, {}, R"({"error":"no such inbox"})"};
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.value("message", json()).is_string()) return {400, {}, "{}"};
    Shown message;
    message.text = body.value("title", "") + "\n" + body["message"].get<std::string>();
    if (length(body["message"].get<std::string>()) > most) {
        return {413, {}, R"({"error":"the message is too long"})"};
    }
    message.id = next_id();
    message.raw = request.body;
    accepted.push_back(std::move(message));
    return {201, {}, R"({"result":")" + words + R"("})"};
}

std::shared_ptr<const connectors::TemplateFile> inbox_recipe(std::size_t most,
                                                             const std::string& unit) {
    const auto reading = connectors::read_template_file(
        R"({"format":1,"headers":{"Authorization":"Bearer {{secret}}"},"body":{"json":{)"
        R"("title":"{{subject}}","message":"{{text}}"}},"limit":{"text":)" +
        std::to_string(most) + R"(,"unit":")" + unit +
        R"("},"success":{"status":[201],"body_contains":"受付済"},"gone":{"status":[404]},)"
        R"("rejected":{"status":[413]}})");
    if (!reading.file) throw std::invalid_argument(reading.diagnostics.front().message);
    return reading.file;
}

ConnectorRig::ConnectorRig(const std::string& connector)
    : fake_(make_fake(connector)),
      clock_(io_.get_executor(), kNow),
      client_(io_.get_executor()),
      connector_(client_, clock_, "outreach.city.example.jp") {
    auto server = http::HttpServer::listen(
        io_.get_executor(), "127.0.0.1", 0, {}, [this](http::Request request) {
            return serve(std::move(request));
        });
    if (!server) throw std::runtime_error("no free port on 127.0.0.1");
    server_ = std::move(*server);
    target = target_for(connector, server_->port());
}

boost::asio::awaitable<http::Answer> ConnectorRig::serve(http::Request request) {
    FakeAnswer said = fake_->answer(as_fake(std::move(request)));
    http::Answer answer;
    answer.content_type.clear();
    answer.status = std::exchange(hang_up_, false) ? 0 : said.status;
    answer.headers = std::move(said.headers);
    answer.body = std::move(said.body);
    co_return answer;
}

campaigns::OutgoingNotice ConnectorRig::notice(std::string subject, std::string text) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_" + std::to_string(++notices_);
    notice.campaign = CampaignId("sapporo-r7");
    notice.activity = ActivityId("yellow-light-up");
    notice.activity_title = "イエローライトアップ";
    notice.rule = RuleId("week-before");
    notice.due = "2026-07-01T10:00:00+09:00";
    notice.partner = PartnerId("hogoshikai");
    notice.endpoint = EndpointId("main");
    notice.message = {campaigns::MessageLanguage::ja, std::move(subject), std::move(text)};
    return notice;
}

connectors::Outcome ConnectorRig::send(const campaigns::OutgoingNotice& notice,
                                       connectors::Trial trial) {
    auto to = std::make_shared<const connectors::Target>(target);
    auto what = std::make_shared<const campaigns::OutgoingNotice>(notice);
    return run(io_, connector_.send(std::move(to), std::move(what), trial));
}

std::optional<connectors::LineUse> ConnectorRig::ask_line() {
    const auto asked = std::make_shared<const connectors::Target>(target);
    return run(io_, connectors::ask_line(client_, asked));
}

connectors::HttpAnswer ConnectorRig::post(std::string body, const std::string& path) {
    connectors::HttpRequest request;
    request.url = target.url;
    if (!path.empty()) request.url.path = path;
    request.headers.emplace_back("Content-Type", "application/json");
    if (!target.token.empty())
        request.headers.emplace_back("Authorization", "Bearer " + target.token);
    request.body = std::move(body);
    request.timeout = target.timeout;
    request.reach = target.reach;
    return run(io_, client_.send(std::move(request)));
}

}  // namespace outreach::test
