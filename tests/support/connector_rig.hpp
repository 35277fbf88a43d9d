// A fake service behind a real port of 127.0.0.1, and the real connector that sends to it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "connectors/http_connector.hpp"
#include "connectors/line_account.hpp"
#include "scheduler/http/http_server.hpp"
#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"
#include "tests/support/manual_clock.hpp"

namespace outreach::test {

// What the `template` connector reaches: an inbox of JSON with a token and a limited "message".
class FakeInbox : public FakeService {
public:
    std::size_t most = 2000;
    std::size_t (*length)(std::string_view) = code_points;
    std::string words = "受付済";  // of the answer to what was taken

protected:
    FakeAnswer decide(const FakeRequest& request) override;
};

// Says the same to whatever comes.
class FakeAlways : public FakeService {
public:
    explicit FakeAlways(FakeAnswer says) : says_(std::move(says)) {}

protected:
    FakeAnswer decide(const FakeRequest&) override { return says_; }

private:
    FakeAnswer says_;
};

// How to talk to FakeInbox. `unit`: "characters", "utf16", "bytes".
[[nodiscard]] std::shared_ptr<const connectors::TemplateFile> inbox_recipe(std::size_t most,
                                                                           const std::string& unit);

class ConnectorRig {
public:
    explicit ConnectorRig(const std::string& connector);
    ConnectorRig(const ConnectorRig&) = delete;
    ConnectorRig& operator=(const ConnectorRig&) = delete;

    // With an id of its own.
    [[nodiscard]] campaigns::OutgoingNotice notice(std::string subject, std::string text);
    connectors::Outcome send(const campaigns::OutgoingNotice& notice, connectors::Trial trial = {});
    std::optional<connectors::LineUse> ask_line();
    // Past the connector: `body` as it is, as JSON and with the token. Empty: the target's path.
    connectors::HttpAnswer post(std::string body, const std::string& path = "");

    [[nodiscard]] FakeService& fake() { return *fake_; }
    template <class Fake>
    [[nodiscard]] Fake& fake_as() {
        return dynamic_cast<Fake&>(*fake_);
    }
    void use(std::unique_ptr<FakeService> fake) { fake_ = std::move(fake); }
    // The next request is treated as usual; then the connection ends without an answer.
    void hang_up_next() { hang_up_ = true; }

private:
    boost::asio::awaitable<http::Answer> serve(http::Request request);

    boost::asio::io_context io_{1};
    std::unique_ptr<FakeService> fake_;
    bool hang_up_ = false;
    int notices_ = 10;
    ManualClock clock_;
    connectors::HttpClient client_;
    connectors::HttpConnector connector_;
    std::unique_ptr<http::HttpServer> server_;

public:
    connectors::Target target;  // a good one; a test may change it
};

}  // namespace outreach::test
