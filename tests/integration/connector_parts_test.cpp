// The limits beside the text's own: subjects, what goes into a second place, what is never cut;
// and the fakes' walls, against which bodies are sent past the connectors' own fitting.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/support/connector_rig.hpp"
#include "tests/support/sample_text.hpp"

namespace outreach::connectors {
namespace {

using nlohmann::json;
using test::ConnectorRig;
using test::fill;
using test::flat;
using test::Measure;
using test::Shown;
using test::utf16_units;

const std::string kSubject = "社会を明るくする運動";
const std::string kText = "本文です";

Shown deliver(ConnectorRig& rig, const std::string& subject, const std::string& text) {
    rig.fake().accepted.clear();
    const Outcome outcome = rig.send(rig.notice(subject, text));
    EXPECT_TRUE(arrived(outcome.verdict)) << outcome.detail << ": " << outcome.answer;
    EXPECT_EQ(rig.fake().accepted.size(), 1U);
    return rig.fake().accepted.empty() ? Shown() : rig.fake().accepted.front();
}

struct Heading {
    const char* connector;
    std::size_t limit;
    Measure unit;
};
void PrintTo(const Heading& heading, std::ostream* out) {
    *out << heading.connector;
}
class ConnectorSubject : public testing::TestWithParam<Heading> {};

TEST_P(ConnectorSubject, IsWholeUpToItsLimitAndSaysThatItWasCut) {
    const auto& [connector, limit, unit] = GetParam();
    ConnectorRig rig(connector);
    const std::string whole = fill(limit, unit);
    EXPECT_EQ(flat(deliver(rig, whole, kText).text), whole + kText);
    const std::string longer = whole + "新";
    const std::string shown = flat(deliver(rig, longer, kText).text);
    const std::size_t kept = std::min(shown.find("…"), longer.size());
    EXPECT_EQ(shown.substr(0, kept), longer.substr(0, kept));
    EXPECT_LT(unit(longer.substr(0, kept)), limit);
    // Slack's stands above the text once more.
    const std::string again = std::string_view(connector) == "slack" ? longer : "";
    EXPECT_EQ(shown.substr(kept), "…" + again + kText);
}

// 1,996 units in bold are a message of 2,000.
INSTANTIATE_TEST_SUITE_P(Service,
                         ConnectorSubject,
                         testing::Values(Heading{"slack", 150, utf16_units},
                                         Heading{"mattermost", 1000, test::code_points},
                                         Heading{"discord", 1996, utf16_units}),
                         [](const auto& info) { return std::string(info.param.connector); });

TEST(ConnectorParts, DiscordShowsWhatIsTooLongForTheMessageBelowItWhole) {
    ConnectorRig rig("discord");
    for (const std::size_t size : {1999U, 2000U, 2001U}) {
        const std::string text = fill(size - 15, utf16_units);  // "**…**\n" round the subject
        const Shown message = deliver(rig, kSubject, text);
        EXPECT_TRUE(flat(message.text) == kSubject + text) << size;
        EXPECT_EQ(json::parse(message.raw).contains("embeds"), size > 2000) << size;
    }
}

// The limit is for people who plan; a partner's own receiver gets all there is, and signed.
TEST(ConnectorParts, WebhookCutsNothingAndIsBelowTwentyKilobytesWithinItsBudget) {
    ConnectorRig rig("webhook");
    const std::size_t rest = deliver(rig, kSubject, "").raw.size();
    for (const std::size_t size : {19'999U, 20'000U, 20'001U, 100'000U}) {
        const std::string text = fill(size - rest, test::bytes);
        const Shown message = deliver(rig, kSubject, text);
        EXPECT_TRUE(message.text == kSubject + "\n" + text) << size;
        EXPECT_EQ(message.raw.size(), size);
        const bool fits = find_service("webhook")->budget(rig.notice(kSubject, text)).fits();
        EXPECT_EQ(fits, size <= 20'000) << size;
    }
}

// `size` UTF-16 units, of which most are pairs.
std::string pairs(std::size_t size) {
    std::string out(size % 2, 'x');
    for (std::size_t i = 0; i < size / 2; ++i) out += "𠮷";
    return out;
}

json of_type(const char* type, const char* name, const json& value) {
    return {{"type", type}, {name, value}};
}

std::string slack_header(std::size_t size) {
    const json header = of_type("header", "text", of_type("plain_text", "text", pairs(size)));
    return json{{"text", "x"}, {"blocks", json::array({header})}}.dump();
}

// In sections of `most`.
std::string slack_sections(std::size_t size, std::size_t most) {
    json blocks = json::array();
    for (std::size_t part = 0; size > 0; size -= part) {
        part = std::min(size, most);
        blocks.push_back(of_type("section", "text", of_type("mrkdwn", "text", pairs(part))));
    }
    return json{{"text", "x"}, {"blocks", blocks}}.dump();
}

std::string slack_blocks(std::size_t count) {
    const json divider{{"type", "divider"}};
    return json{{"text", "x"}, {"blocks", std::vector<json>(count, divider)}}.dump();
}

std::string teams_body(std::size_t size) {
    const auto with = [](const std::string& text) {
        const json block = of_type("TextBlock", "text", text);
        json card = of_type("AdaptiveCard", "version", "1.4");
        card["body"] = json::array({block});
        json attachment{{"contentUrl", nullptr}, {"content", card}};
        attachment["contentType"] = "application/vnd.microsoft.card.adaptive";
        return of_type("message", "attachments", json::array({attachment})).dump();
    };
    return with(std::string(size - with("").size(), 'x'));
}

std::string google_body(std::size_t size) {
    const auto with = [](const std::string& text) { return json{{"text", text}}.dump(); };
    return with(std::string(size - with("").size(), 'x'));
}

json embed(std::size_t size) {
    return {{"description", pairs(size)}};
}

json line_body(std::size_t size) {
    const json message = of_type("text", "text", pairs(size));
    return {{"to", "U" + std::string(32, 'a')}, {"messages", json::array({message})}};
}

std::string line_users(std::size_t count) {
    json body = line_body(1);
    body["to"] = json::array();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        body["to"].push_back("U" + std::string(32 - number.size(), 'a') + number);
    }
    return body.dump();
}

struct Wall {
    std::string name{};
    std::string connector{};
    std::size_t limit = 0;
    int status = 0;       // of what is one larger
    std::string words{};  // in its answer
    std::function<std::string(std::size_t)> body{};
    std::string path{};
};
void PrintTo(const Wall& wall, std::ostream* out) {
    *out << wall.name;
}

std::vector<Wall> walls() {
    const auto section = [](std::size_t size) { return slack_sections(size, size); };
    const auto sections = [](std::size_t size) { return slack_sections(size, 3000); };
    const auto content = [](std::size_t n) { return json{{"content", pairs(n)}}.dump(); };
    const auto one = [](std::size_t n) { return json{{"embeds", json::array({embed(n)})}}.dump(); };
    const auto two = [](std::size_t n) {
        return json{{"embeds", json::array({embed(3000), embed(n - 3000)})}}.dump();
    };
    const auto line = [](std::size_t n) { return line_body(n).dump(); };
    const auto letter = [](std::size_t n) { return json{{"message", pairs(2 * n)}}.dump(); };
    const std::string push = "/v2/bot/message/push";
    const std::string multicast = "/v2/bot/message/multicast";
    const std::string too_many = "Size must be between 1 and 500";
    return {{"SlackHeader", "slack", 150, 400, "invalid_blocks", slack_header},
            {"SlackSection", "slack", 3000, 400, "invalid_blocks", section},
            {"SlackBlocks", "slack", 50, 400, "invalid_blocks", slack_blocks},
            {"SlackMessage", "slack", 13'200, 400, "msg_blocks_too_long", sections},
            {"TeamsBody", "teams", 28 * 1024, 413, "RequestEntityTooLarge", teams_body},
            {"DiscordMessage", "discord", 2000, 400, "BASE_TYPE_MAX_LENGTH", content},
            {"DiscordEmbed", "discord", 4096, 400, "BASE_TYPE_MAX_LENGTH", one},
            {"DiscordEmbeds", "discord", 6000, 400, "MAX_EMBED_SIZE_EXCEEDED", two},
            {"GoogleBody", "google_chat", 32'000, 400, "longer than 32000 bytes", google_body},
            {"LineText", "line", 5000, 400, "between 0 and 5000", line, push},
            {"LineReceivers", "line", 500, 400, too_many, line_users, multicast},
            {"InboxMessage", "template", 2000, 413, "too long", letter}};
}

class FakeWall : public testing::TestWithParam<Wall> {};
TEST_P(FakeWall, StandsBehindTheLimitAndNotBeforeIt) {
    const Wall& wall = GetParam();
    ConnectorRig rig(wall.connector);
    const HttpAnswer taken = rig.post(wall.body(wall.limit), wall.path);
    EXPECT_EQ(taken.status / 100, 2) << taken.body;
    EXPECT_EQ(rig.fake().accepted.size(), 1U);
    const HttpAnswer refused = rig.post(wall.body(wall.limit + 1), wall.path);
    EXPECT_EQ(refused.status, wall.status);
    EXPECT_NE(refused.body.find(wall.words), std::string::npos) << refused.body;
    EXPECT_EQ(rig.fake().accepted.size(), 1U) << "shown all the same";
}
INSTANTIATE_TEST_SUITE_P(Service, FakeWall, testing::ValuesIn(walls()), [](const auto& info) {
    return info.param.name;
});

TEST(FakeMattermostWall, SplitsWhatIsLonger) {
    ConnectorRig rig("mattermost");
    const auto post = [](std::size_t size) { return json{{"text", pairs(2 * size)}}.dump(); };
    EXPECT_EQ(rig.post(post(16'383)).status, 200);
    EXPECT_EQ(rig.fake_as<test::FakeMattermost>().splits, 0);
    EXPECT_EQ(rig.post(post(16'384)).status, 200);
    EXPECT_EQ(rig.fake_as<test::FakeMattermost>().splits, 1);
}

}  // namespace
}  // namespace outreach::connectors
