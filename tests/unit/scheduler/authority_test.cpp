// Who may ask for what, and what a request that changes something may say.
#include "scheduler/http/authority.hpp"

#include <gtest/gtest.h>

#include "scheduler/http/order_json.hpp"

namespace outreach::http {
namespace {

Request with(std::map<std::string, std::string> headers) {
    Request request;
    request.method = "POST";
    request.headers = std::move(headers);
    return request;
}

struct Allowance {
    const char* word;
    Role role;
    bool read;
    bool edit;
    bool approve;
};
class RoleRights : public testing::TestWithParam<Allowance> {};
TEST_P(RoleRights, AreThoseOfItsWord) {
    const Allowance& want = GetParam();
    EXPECT_EQ(role_of(want.word), want.role);
    const Identity who{"佐藤", want.role, true};
    EXPECT_EQ(may(who, Right::read), want.read);
    EXPECT_EQ(may(who, Right::edit), want.edit);
    EXPECT_EQ(may(who, Right::approve), want.approve);
}
INSTANTIATE_TEST_SUITE_P(Authority,
                         RoleRights,
                         testing::Values(Allowance{"viewer", Role::viewer, true, false, false},
                                         Allowance{"editor", Role::editor, true, true, false},
                                         Allowance{"approver", Role::approver, true, false, true},
                                         Allowance{"admin", Role::admin, true, true, true}),
                         [](const auto& info) { return std::string(info.param.word); });

TEST(Authority, KnowsNoOtherRoles) {
    for (const char* word : {"", "Admin", "root", "editor "}) {
        EXPECT_FALSE(role_of(word)) << word;
    }
}

class Tokens : public testing::Test {
protected:
    Tokens() {
        authority_.add("佐藤", Role::editor, "first-token");
        authority_.add("鈴木", Role::approver, "second-token");
    }
    std::optional<Identity> bearing(const std::string& authorization) const {
        return authority_.identify(with({{"authorization", authorization}}));
    }
    Authority authority_;
};

TEST_F(Tokens, NameTheirOwner) {
    EXPECT_TRUE(authority_.has_tokens());
    const auto first = bearing("Bearer first-token");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "佐藤");
    EXPECT_EQ(first->role, Role::editor);
    EXPECT_TRUE(first->proven);
    const auto second = bearing("Bearer second-token");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "鈴木");
    EXPECT_EQ(second->role, Role::approver);
}

TEST_F(Tokens, ThatAreWrongNameNobody) {
    for (const char* authorization : {"",
                                      "Bearer",
                                      "Bearer ",
                                      "Bearer third-token",
                                      "Bearer first-toke",
                                      "Bearer first-token ",
                                      "Bearer FIRST-TOKEN",
                                      "first-token",
                                      "Basic first-token"}) {
        EXPECT_FALSE(bearing(authorization)) << authorization;
    }
}

TEST_F(Tokens, ThatAreMissingNameNobodyWhateverTheRequestSays) {
    EXPECT_FALSE(authority_.identify(with({})));
    EXPECT_FALSE(authority_.identify(with({{"outreach-user", "佐藤"}})));
}

TEST_F(Tokens, GoBeforeASaidName) {
    const auto who = authority_.identify(
        with({{"authorization", "Bearer first-token"}, {"outreach-user", "市長"}}));
    ASSERT_TRUE(who);
    EXPECT_EQ(who->name, "佐藤");
}

Identity without_tokens(std::map<std::string, std::string> headers) {
    return Authority().identify(with(std::move(headers))).value();
}

TEST(Authority, WithoutTokensTakesAnybodyUnderTheSaidName) {
    EXPECT_FALSE(Authority().has_tokens());
    const Identity who = without_tokens({{"outreach-user", "佐藤"}});
    EXPECT_EQ(who.name, "佐藤");
    EXPECT_EQ(who.role, Role::admin);
    EXPECT_FALSE(who.proven);
    EXPECT_EQ(without_tokens({}).name, "local");
    EXPECT_FALSE(without_tokens({{"authorization", "Bearer first-token"}}).proven);
}

TEST(Authority, KeepsControlCharactersAndEndlessNamesOutOfTheRecord) {
    EXPECT_EQ(without_tokens({{"outreach-user", "sa\r\n\tto\x1b[31m"}}).name, "sato[31m");
    EXPECT_EQ(without_tokens({{"outreach-user", std::string("a\0b", 3)}}).name, "ab");
    EXPECT_EQ(without_tokens({{"outreach-user", "\r\n"}}).name, "local");
    EXPECT_EQ(without_tokens({{"outreach-user", std::string(500, 'x')}}).name,
              std::string(64, 'x'));
}

TEST(ForeignRequest, IsOneThatIsNotJson) {
    for (const char* type : {"",
                             "text/plain",
                             "text/plain; application/json",
                             "application/x-www-form-urlencoded",
                             "multipart/form-data"}) {
        EXPECT_NE(foreign_request(with({{"content-type", type}}), true), nullptr) << type;
    }
    EXPECT_NE(foreign_request(with({}), true), nullptr);
    for (const char* type : {"application/json", "application/json; charset=utf-8"}) {
        EXPECT_EQ(foreign_request(with({{"content-type", type}}), true), nullptr) << type;
    }
}

const char* refusal_from(const char* origin, const char* host) {
    return foreign_request(
        with({{"content-type", "application/json"}, {"origin", origin}, {"host", host}}), true);
}

TEST(ForeignRequest, IsOneOfAnotherSite) {
    for (const char* origin : {"https://evil.example",
                               "http://127.0.0.1:9000",
                               "http://127.0.0.1",
                               "http://127.0.0.1:8080.evil.example",
                               "http://localhost:8080",
                               "127.0.0.1:8080",
                               "null"}) {
        EXPECT_NE(refusal_from(origin, "127.0.0.1:8080"), nullptr) << origin;
    }
}

TEST(ForeignRequest, IsNotOneOfOurOwnPage) {
    EXPECT_EQ(refusal_from("http://127.0.0.1:8080", "127.0.0.1:8080"), nullptr);
    EXPECT_EQ(refusal_from("https://outreach.city.example", "outreach.city.example"), nullptr);
}

TEST(ForeignRequest, IsOneByANameThatWasReboundToUs) {
    const auto to = [](const char* host) {
        return with({{"content-type", "application/json"}, {"host", host}});
    };
    EXPECT_NE(foreign_request(to("evil.example:8080"), false), nullptr);
    EXPECT_NE(foreign_request(to("127.evil.example"), false), nullptr);
    EXPECT_NE(foreign_request(to(""), false), nullptr);
    EXPECT_EQ(foreign_request(to("evil.example:8080"), true), nullptr) << "a token proves it";
    for (const char* host : {"127.0.0.1:8080", "127.0.0.2", "localhost", "[::1]:8080"}) {
        EXPECT_EQ(foreign_request(to(host), false), nullptr) << host;
    }
}

TEST(Order, HasEveryKeyOfItsBody) {
    const auto [order, problem] = read_order(
        R"({"reason":"雨","start":"2025-07-09T10:00","end":"2025-07-09T12:00","occurrence":"2",)"
        R"("outcome":"cancel","decision":1,"emergency":true,"waive":true,"campaign":"c",)"
        R"("partner":"a","all":true,"text":"{}","state":"absent","confirm":"c"})");
    EXPECT_EQ(problem, "");
    EXPECT_EQ(order.reason, "雨");
    EXPECT_EQ(order.start, "2025-07-09T10:00");
    EXPECT_EQ(order.end, "2025-07-09T12:00");
    EXPECT_EQ(order.occurrence, "2");
    EXPECT_EQ(order.outcome, "cancel");
    EXPECT_EQ(order.decision, 1);
    EXPECT_TRUE(order.emergency && order.waive && order.all);
    EXPECT_EQ(order.campaign, "c");
    EXPECT_EQ(order.partner, "a");
    EXPECT_EQ(order.text, "{}");
    EXPECT_EQ(order.state, "absent");
    EXPECT_EQ(order.confirm, "c");
}

TEST(Order, IsEmptyForAnEmptyBody) {
    for (const char* body : {"", "{}"}) {
        const auto [order, problem] = read_order(body);
        EXPECT_EQ(problem, "");
        EXPECT_EQ(order.reason, "");
        EXPECT_EQ(order.decision, 0);
        EXPECT_FALSE(order.emergency || order.waive || order.all);
    }
}

TEST(Order, IsAnObject) {
    for (const char* body : {"[]", "null", "5", "\"reason\"", "{", "reason=x", "{} {}"}) {
        EXPECT_EQ(read_order(body).problem, "the body must be a JSON object") << body;
    }
}

TEST(Order, NamesAKeyThatIsNotKnownOrOfAnotherType) {
    for (const auto& [key, body] : {std::pair("reasons", R"({"reasons":"雨"})"),
                                    std::pair("Reason", R"({"Reason":"雨"})"),
                                    std::pair("reason", R"({"reason":5})"),
                                    std::pair("text", R"({"reason":"雨","text":null})"),
                                    std::pair("start", R"({"start":["2025-07-09T10:00"]})"),
                                    std::pair("emergency", R"({"emergency":"true"})"),
                                    std::pair("all", R"({"all":1})"),
                                    std::pair("decision", R"({"decision":"1"})"),
                                    std::pair("decision", R"({"decision":1.5})")}) {
        const std::string problem = read_order(body).problem;
        EXPECT_TRUE(problem.starts_with("\"" + std::string(key) + "\" is not known")) << problem;
    }
}

TEST(Order, HoldsTheNumberOfADecisionWithinBounds) {
    EXPECT_EQ(read_order(R"({"decision":-3})").order.decision, 0);
    EXPECT_EQ(read_order(R"({"decision":20})").order.decision, 20);
    EXPECT_EQ(read_order(R"({"decision":9000000000})").order.decision, 1000);
}

TEST(Order, TakesAReasonOfTwoThousandBytes) {
    const auto problem_with = [](const std::string& reason) {
        return read_order(R"({"reason":")" + reason + R"("})").problem;
    };
    EXPECT_EQ(problem_with(std::string(2000, 'x')), "");
    EXPECT_EQ(problem_with(std::string(2001, 'x')), "the reason is longer than 2000 bytes");
}

}  // namespace
}  // namespace outreach::http
