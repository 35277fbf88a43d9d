// What the connectors make of their services' answers, over real sockets: refusals, pauses, answers
// that are not the service's, deliveries that nobody has confirmed.
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/connector_rig.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
using enum Verdict;
using test::ConnectorRig;
using Knob = std::function<void(ConnectorRig&)>;
using Pause = std::optional<std::chrono::seconds>;

Knob planned(int status, std::optional<int> retry_after = {}) {
    return [=](ConnectorRig& rig) { rig.fake().next_status(status, retry_after); };
}
Knob lost(int status) {
    return [=](ConnectorRig& rig) { rig.fake().lose_next_answer(status); };
}
Knob says(int status, const std::string& body) {
    return [=](ConnectorRig& rig) {
        const test::FakeAnswer answer{status, {{"Content-Type", "text/plain"}}, body};
        rig.use(std::make_unique<test::FakeAlways>(answer));
    };
}
template <class Fake>
Knob with(void (*change)(Fake&)) {
    return [=](ConnectorRig& rig) { change(rig.fake_as<Fake>()); };
}
void revoked(ConnectorRig& rig) {
    rig.fake().revoke();
}
void archived(ConnectorRig& rig) {
    rig.fake().archive();
}
void other_token(ConnectorRig& rig) {
    rig.target.token = "another";
}
void other_secret(ConnectorRig& rig) {
    rig.target.keys.front().key = HmacKey{"another secret of bytes"};
}
void no_key(ConnectorRig& rig) {
    rig.target.url.path = "/v1/spaces/A/messages";
}
Knob buried(int status) {
    return [=](ConnectorRig& rig) { rig.fake_as<test::FakeTeams>().bury_next_status(status); };
}
void retired(test::FakeTeams& teams) {
    teams.legacy = true;
}
void switched_off(test::FakeTeams& teams) {
    teams.flow_is_off = true;
}
void last_call(test::FakeDiscord& discord) {
    discord.reported_remaining = 0;
}
void everywhere(test::FakeDiscord& discord) {
    discord.global = true;
    discord.reset_after = "64.57";
    discord.next_status(429);
}
void dropped(test::FakeDiscord& discord) {
    discord.drop_next();
}
void used_up(test::FakeLine& line) {
    line.quota = 200;
    line.used = 200;
}
void early_clock(test::FakeWebhook& webhook) {
    webhook.now -= 301;
}
void other_words(test::FakeInbox& inbox) {
    inbox.words = "エラー";
}
void shorter(test::FakeInbox& inbox) {
    inbox.most = 3;
}

struct Case {
    std::string connector{};
    std::string what{};
    Knob when{};
    Verdict want = delivered;
    Pause pause{};
    std::string detail{};  // a part of it
};
void PrintTo(const Case& each, std::ostream* out) {
    *out << each.connector << " " << each.what;
}
std::string name_of(const testing::TestParamInfo<Case>& info) {
    return info.param.connector + "_" + info.param.what;
}
void nothing(ConnectorRig&) {}

class ConnectorAnswer : public testing::TestWithParam<Case> {};
TEST_P(ConnectorAnswer, Means) {
    const Case& each = GetParam();
    ConnectorRig rig(each.connector);
    each.when(rig);
    const Outcome outcome = rig.send(rig.notice("社会を明るくする運動", "保護司会の皆様へ"));
    EXPECT_STREQ(word(outcome.verdict), word(each.want)) << outcome.detail << outcome.answer;
    EXPECT_EQ(outcome.pause, each.pause);
    EXPECT_NE(outcome.detail.find(each.detail), std::string::npos) << outcome.detail;
    EXPECT_FALSE(outcome.unknown);
    EXPECT_EQ(rig.fake().requests.size(), 1U) << "an attempt is one request";
    EXPECT_EQ(rig.fake().accepted.size(), arrived(each.want) ? 1U : 0U);
}

std::vector<Case> chats() {
    return {{"slack", "Ok", nothing, delivered},
            {"slack", "RateLimit", planned(429), throttled, 30s, "rate_limited"},
            {"slack", "RateLimitNamed", planned(429, 7), throttled, 7s},
            {"slack", "RollupError", planned(500), throttled, {}, "rollup_error"},
            {"slack", "BadPayload", planned(400), rejected, {}, "invalid_payload"},
            {"slack", "Forbidden", planned(403), gone, {}, "action_prohibited"},
            {"slack", "Unavailable", planned(503, 1'000'000), throttled, 24h},
            {"slack", "Deleted", revoked, gone, {}, "no_service"},
            {"slack", "Archived", archived, gone, {}, "channel_is_archived"},
            {"mattermost", "Ok", nothing, delivered},
            {"mattermost", "RateLimit", planned(429), throttled, 1s},
            {"mattermost", "RateLimitNamed", planned(429, 9), throttled, 9s},
            {"mattermost", "ServerError", planned(500), retry, {}, "server_error"},
            {"mattermost", "Deleted", revoked, gone, {}, "web.incoming_webhook.invalid"},
            {"mattermost", "Archived", archived, gone, {}, "web.incoming_webhook.channel"},
            {"teams", "Started", nothing, accepted},
            {"teams", "RateLimit", planned(429), throttled, 12s},
            {"teams", "RateLimitNamed", planned(429, 5), throttled, 5s},
            {"teams", "TooLarge", planned(413), rejected},
            {"teams", "ServerError", planned(500), retry},
            {"teams", "Deleted", archived, gone, {}, "WorkflowNotFound"},
            {"teams", "SwitchedOff", with(switched_off), gone, {}, "WorkflowTriggerIsNotEnabled"},
            {"teams", "BadSignature", revoked, gone, {}, "DirectApiAuthorizationRequired"},
            {"teams", "OldAndShown", with(retired), delivered},
            {"teams", "OldRateLimit", buried(429), throttled, 30s, "HTTP error 429"},
            {"teams", "OldTooLarge", buried(413), rejected, {}, "HTTP error 413"},
            {"teams", "OldOtherFailure", buried(400), retry, {}, "HTTP error 400"},
            {"discord", "Ok", nothing, delivered},
            {"discord", "LastCall", with(last_call), delivered, 2s},
            {"discord", "RateLimit", planned(429), throttled, 2s},
            {"discord", "GlobalRateLimit", with(everywhere), throttled, 65s},
            {"discord", "Dropped", with(dropped), retry},
            {"discord", "Forbidden", planned(403), gone},
            {"discord", "Deleted", archived, gone, {}, "10015"},
            {"discord", "BadToken", revoked, gone, {}, "50027"},
            {"google_chat", "Ok", nothing, delivered},
            {"google_chat", "RateLimit", planned(429), throttled, 60s, "exhausted"},
            {"google_chat", "RateLimitNamed", planned(429, 5), throttled, 5s},
            {"google_chat", "Unavailable", planned(503), throttled},
            {"google_chat", "Deleted", archived, gone, {}, "not found"},
            {"google_chat", "BadToken", revoked, gone, {}, "permission"},
            {"google_chat", "NoKey", no_key, gone, {}, "permission"},
            {"google_chat", "Expired", planned(401), gone, {}, "credentials"}};
}
INSTANTIATE_TEST_SUITE_P(Chat, ConnectorAnswer, testing::ValuesIn(chats()), name_of);

std::vector<Case> others() {
    return {{"line", "Ok", nothing, delivered},
            {"line", "RateLimit", planned(429), throttled, 60s, "rate limit"},
            {"line", "RateLimitNamed", planned(429, 8), throttled, 8s},
            {"line", "QuotaUsedUp", with(used_up), throttled, 24h, "monthly quota used up"},
            {"line", "BadToken", other_token, gone, {}, "Authentication failed"},
            {"line", "TokenTakenBack", revoked, gone},
            {"line", "NotInThePlan", planned(403), permanent, {}, "not available"},
            {"line", "ServerError", planned(500), retry},
            {"webhook", "Ok", nothing, delivered},
            {"webhook", "RateLimit", planned(429), throttled},
            {"webhook", "RateLimitNamed", planned(429, 6), throttled, 6s},
            {"webhook", "AnyStatusWithAPause", planned(500, 6), throttled, 6s},
            {"webhook", "Gone", revoked, gone, {}, "HTTP 410"},
            {"webhook", "Deleted", archived, permanent, {}, "HTTP 404"},
            {"webhook", "BadSecret", other_secret, permanent, {}, "HTTP 401"},
            {"webhook", "WrongClock", with(early_clock), permanent, {}, "HTTP 400"},
            {"template", "Ok", nothing, delivered},
            {"template", "Gone", archived, gone, {}, "HTTP 404"},
            {"template", "TooLong", with(shorter), rejected, {}, "HTTP 413"},
            {"template", "BadToken", other_token, permanent, {}, "HTTP 401"},
            {"template", "OtherSuccess", says(200, "受付済"), retry, {}, "no status of success"},
            {"template", "RateLimitNamed", planned(429, 9), throttled, 9s}};
}
INSTANTIATE_TEST_SUITE_P(Other, ConnectorAnswer, testing::ValuesIn(others()), name_of);

// 2xx, but not in the service's words: something before it may have answered. The message may have
// been shown or not, so the next attempt must know.
class AnswerOfAnother : public testing::TestWithParam<Case> {};
TEST_P(AnswerOfAnother, IsUnknownAndTriedAgain) {
    const Case& each = GetParam();
    ConnectorRig rig(each.connector);
    each.when(rig);
    const Outcome outcome = rig.send(rig.notice("社会を明るくする運動", "保護司会の皆様へ"));
    EXPECT_STREQ(word(outcome.verdict), word(retry)) << outcome.detail;
    EXPECT_TRUE(outcome.unknown);
    EXPECT_EQ(outcome.status, 200);
    EXPECT_EQ(outcome.reference, "");
}
INSTANTIATE_TEST_SUITE_P(Service,
                         AnswerOfAnother,
                         testing::Values(Case{"slack", "Page", lost(200)},
                                         Case{"slack", "Word", says(200, "invalid_payload")},
                                         Case{"mattermost", "Page", lost(200)},
                                         Case{"mattermost", "Error", says(200, R"({"id":"x"})")},
                                         Case{"discord", "Page", lost(200)},
                                         Case{"discord", "Error", says(200, R"({"code":0})")}),
                         name_of);

TEST(TemplateAnswer, WithoutTheFilesWordsIsTriedAgain) {
    ConnectorRig rig("template");
    with(other_words)(rig);
    const Outcome outcome = rig.send(rig.notice("件名", "本文"));
    EXPECT_STREQ(word(outcome.verdict), word(retry));
    EXPECT_NE(outcome.detail.find("受付済"), std::string::npos) << outcome.detail;
    EXPECT_EQ(rig.fake().accepted.size(), 1U);
}

TEST(TeamsAnswer, IsNoPromiseThatTheCardIsShown) {
    ConnectorRig rig("teams");
    rig.fake_as<test::FakeTeams>().flow_fails = true;
    const Outcome outcome = rig.send(rig.notice("件名", "本文"));
    EXPECT_STREQ(word(outcome.verdict), word(accepted));
    EXPECT_EQ(outcome.status, 202);
    EXPECT_TRUE(rig.fake().accepted.empty());
}

// What the receiver says is kept for people, but not what it echoes of the secrets.
TEST(ConnectorAnswerText, IsKeptWithoutSecrets) {
    ConnectorRig rig("webhook");
    rig.target.secret_texts = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    says(422, "no: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw 宛先不明")(rig);
    const Outcome outcome = rig.send(rig.notice("件名", "本文"));
    EXPECT_STREQ(word(outcome.verdict), word(permanent));
    EXPECT_NE(outcome.answer.find("宛先不明"), std::string::npos) << outcome.answer;
    EXPECT_EQ(outcome.answer.find("MfKQ9r8GKY"), std::string::npos) << outcome.answer;
}

}  // namespace
}  // namespace outreach::connectors
