#include "connectors/answer.hpp"

#include <gtest/gtest.h>

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2025-07-01T00:00:00Z");

struct StatusCase {
    int status;
    Verdict want;
};
class AnswerStatus : public testing::TestWithParam<StatusCase> {};
TEST_P(AnswerStatus, IsJudgedAsTheContractSays) {
    EXPECT_EQ(judge_answer(GetParam().status, "", kNow).verdict, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Contract,
                         AnswerStatus,
                         testing::Values(StatusCase{200, Verdict::delivered},
                                         StatusCase{202, Verdict::delivered},
                                         StatusCase{204, Verdict::delivered},
                                         StatusCase{299, Verdict::delivered},
                                         StatusCase{301, Verdict::retry},
                                         StatusCase{302, Verdict::retry},
                                         StatusCase{307, Verdict::retry},
                                         StatusCase{400, Verdict::permanent},
                                         StatusCase{401, Verdict::permanent},
                                         StatusCase{403, Verdict::permanent},
                                         StatusCase{404, Verdict::permanent},
                                         StatusCase{408, Verdict::retry},
                                         StatusCase{409, Verdict::retry},
                                         StatusCase{410, Verdict::gone},
                                         StatusCase{413, Verdict::permanent},
                                         StatusCase{415, Verdict::permanent},
                                         StatusCase{422, Verdict::permanent},
                                         StatusCase{429, Verdict::throttled},
                                         StatusCase{500, Verdict::retry},
                                         StatusCase{502, Verdict::throttled},
                                         StatusCase{503, Verdict::throttled},
                                         StatusCase{504, Verdict::throttled}),
                         [](const auto& info) { return std::to_string(info.param.status); });

TEST(RetryAfter, SecondsOrDateUpToADay) {
    EXPECT_EQ(parse_retry_after("120", kNow), 120s);
    EXPECT_EQ(parse_retry_after("Tue, 01 Jul 2025 00:02:00 GMT", kNow), 120s);
    EXPECT_EQ(parse_retry_after("999999999", kNow), 24h);
    EXPECT_EQ(parse_retry_after("99999999999999999999999", kNow), 24h);
    EXPECT_EQ(parse_retry_after("Tue, 01 Jul 2035 00:02:00 GMT", kNow), 24h);
    for (const char* none : {"", "0", "-5", "soon", "1.5", "Mon, 30 Jun 2025 00:00:00 GMT"}) {
        EXPECT_FALSE(parse_retry_after(none, kNow)) << none;
    }
}

TEST(RetryAfter, ThrottlesWhateverTheStatus) {
    const Outcome outcome = judge_answer(500, "60", kNow);
    EXPECT_EQ(outcome.verdict, Verdict::throttled);
    EXPECT_EQ(outcome.pause, 60s);
    EXPECT_EQ(judge_answer(400, "60", kNow).verdict, Verdict::permanent);
    EXPECT_FALSE(judge_answer(200, "60", kNow).pause);
}

TEST(DeliveryControl, EndsWhatTheEndpointWantsNoMoreOf) {
    struct Case {
        int status;
        const char* asked;
        Verdict verdict;
        bool no_more;
    };
    for (const Case& each : {Case{204, "disable", Verdict::delivered, true},
                             Case{500, "Disable", Verdict::gone, false},
                             Case{204, "abort-message", Verdict::delivered, false},
                             Case{404, "abort-message", Verdict::rejected, false},
                             Case{410, "abort-message", Verdict::gone, false},
                             Case{500, "disabled", Verdict::retry, false},
                             Case{500, "", Verdict::retry, false}}) {
        Outcome outcome = judge_answer(each.status, "", kNow);
        heed_delivery_control(each.asked, outcome);
        EXPECT_EQ(outcome.verdict, each.verdict) << each.status << " " << each.asked;
        EXPECT_EQ(outcome.no_more, each.no_more) << each.status << " " << each.asked;
    }
    Outcome busy = judge_answer(429, "120", kNow);
    heed_delivery_control("abort-message", busy);
    EXPECT_EQ(busy.pause, std::chrono::seconds{120});
    EXPECT_EQ(busy.detail, "HTTP 429, webhook-delivery: abort-message");
}

}  // namespace
}  // namespace outreach::connectors
