// The test kit of `outreach listen`, without a socket: what it sends to a partner's receiver, how
// it judges the answers, what it keeps, and the bytes of its bad answers.
#include <gtest/gtest.h>

#include <boost/beast/zlib/inflate_stream.hpp>
#include <nlohmann/json.hpp>

#include "scheduler/cli/listen_capture.hpp"
#include "scheduler/cli/listen_check_cases.hpp"
#include "scheduler/cli/misbehaving_answers.hpp"

namespace outreach::cli {
namespace {

const SysTime kNow = from_ms(1'796'007'600'000);
const connectors::SigningKey kKey = connectors::HmacKey{"ひみつの鍵"};
const connectors::SigningKey kOther = connectors::HmacKey{"別の鍵"};

std::string header(const CheckRequest& request, std::string_view name) {
    for (const auto& [each, value] : request.headers) {
        if (each == name) return value;
    }
    return {};
}

connectors::Verification verify(const CheckRequest& request, const connectors::SigningKey& key) {
    return connectors::verify_webhook({key},
                                      header(request, "webhook-id"),
                                      header(request, "webhook-timestamp"),
                                      header(request, "webhook-signature"),
                                      request.body,
                                      kNow);
}

class CheckCases : public testing::TestWithParam<CheckCase> {};

TEST_P(CheckCases, AreWhatOurOwnVerifierAcceptsOrRefuses) {
    const auto request = make_check_request(GetParam(), kKey, kOther, "0a1b2c", kNow);
    const bool good = verify(request, kKey) == connectors::Verification::good;
    EXPECT_EQ(good, GetParam().accept) << GetParam().name;
}

TEST_P(CheckCases, HoldForEd25519Too) {
    const auto pair = connectors::parse_key(
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6K"
        "vg==");
    const auto public_key =
        connectors::parse_key("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
    ASSERT_TRUE(pair && public_key);
    const auto request = make_check_request(GetParam(), *pair, kOther, "0a1b2c", kNow);
    const bool good = verify(request, *public_key) == connectors::Verification::good;
    EXPECT_EQ(good, GetParam().accept) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Listen,
                         CheckCases,
                         testing::ValuesIn(check_cases()),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

const CheckCase& find_case(Flaw flaw) {
    for (const CheckCase& each : check_cases()) {
        if (each.flaw == flaw) return each;
    }
    throw std::out_of_range("no such case");
}

CheckRequest make(Flaw flaw) {
    return make_check_request(find_case(flaw), kKey, kOther, "0a1b2c", kNow);
}

TEST(CheckRequests, RepeatHasTheIdOfTheFirstAndNoOtherDoes) {
    const std::string first = header(make(Flaw::none), "webhook-id");
    for (const CheckCase& each : check_cases()) {
        if (each.flaw == Flaw::no_id) continue;
        const bool same = header(make(each.flaw), "webhook-id") == first;
        EXPECT_EQ(same, each.flaw == Flaw::none || each.flaw == Flaw::repeat) << each.name;
    }
}

TEST(CheckRequests, AreCloudEventsOfTheRightSize) {
    for (const CheckCase& each : check_cases()) {
        const auto event = nlohmann::json::parse(make(each.flaw).body);
        if (each.flaw == Flaw::changed_body) continue;
        EXPECT_EQ(event.at("type"), "outreach.partner.test") << each.name;
        EXPECT_EQ(event.at("specversion"), "1.0") << each.name;
    }
    EXPECT_GE(make(Flaw::large).body.size(), 100'000U);
    EXPECT_LT(make(Flaw::none).body.size(), 2'000U);
    EXPECT_NE(make(Flaw::japanese).body.find("髙橋"), std::string::npos);
}

TEST(CheckRequests, FourMinutesAreWithinTheWindowAndTenAreNot) {
    const std::int64_t now = to_ms(kNow) / 1000;
    const std::vector<std::pair<Flaw, std::int64_t>> shifts{{Flaw::none, 0},
                                                            {Flaw::rather_old, -240},
                                                            {Flaw::rather_new, 240},
                                                            {Flaw::old, -600},
                                                            {Flaw::future, 600}};
    for (const auto& [flaw, shift] : shifts) {
        const CheckCase& each = find_case(flaw);
        EXPECT_EQ(header(make(flaw), "webhook-timestamp"), std::to_string(now + shift))
            << each.name;
        EXPECT_EQ(each.accept, std::abs(shift) < 300) << each.name;
    }
    EXPECT_EQ(check_cases().size(), 21U);
}

TEST(CheckVerdicts, AcceptMeans2xxAndRefuseMeansAnAnswerThatEndsIt) {
    const CheckCase& good = find_case(Flaw::none);
    const CheckCase& bad = find_case(Flaw::wrong_signature);
    for (const int status : {200, 202, 204}) {
        EXPECT_TRUE(judge_check(good, status).good) << status;
        EXPECT_FALSE(judge_check(bad, status).good) << status;
    }
    for (const int status : {400, 401, 403, 404, 422}) {
        EXPECT_FALSE(judge_check(good, status).good) << status;
        EXPECT_TRUE(judge_check(bad, status).good) << status;
        EXPECT_TRUE(judge_check(bad, status).remark.empty()) << status;
    }
    for (const int status : {302, 410, 429, 500, 503}) {
        EXPECT_FALSE(judge_check(good, status).good) << status;
        EXPECT_FALSE(judge_check(bad, status).good) << status;
    }
    EXPECT_EQ(judge_check(bad, 410).remark, "410 switches the endpoint off; use 401");
    for (const int status : {302, 429, 500, 503}) {
        EXPECT_EQ(judge_check(bad, status).remark, "would be sent again; use 401") << status;
    }
    EXPECT_FALSE(judge_check(good, 0).good);
    EXPECT_FALSE(judge_check(bad, 0).good);
}

TEST(CaptureLine, KeepsWhatIsSignedAndNoTokens) {
    Received received;
    received.path = "/hooks";
    received.body = "{\"題\":\"防災訓練のお知らせ\"}\n";
    received.headers = {{"authorization", "Bearer himitsu"},
                        {"x-api-key", "himitsu"},
                        {"webhook-id", "ntc_1"},
                        {"webhook-signature", "v1,abc="},
                        {"content-type", "application/cloudevents+json"}};
    const std::string line = capture_line(received, kNow);
    EXPECT_EQ(line.find("himitsu"), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto read = nlohmann::json::parse(line);
    EXPECT_EQ(read.at("body"), received.body);
    EXPECT_EQ(read.at("at"), "2026-11-30T03:00:00Z");
    EXPECT_EQ(read.at("headers").at("webhook-signature"), "v1,abc=");
    EXPECT_EQ(read.at("headers").at("content-type"), "application/cloudevents+json");
}

TEST(CaptureLine, KeepsBytesThatAreNoTextAsBase64) {
    Received received;
    received.body = "\x93\xfa\x96\x7b";  // CP932
    const auto read = nlohmann::json::parse(capture_line(received, kNow));
    EXPECT_FALSE(read.contains("body"));
    EXPECT_EQ(read.at("body_base64"), "k/qWew==");
}

TEST(Misbehaviours, EveryWordIsFoundAndOthersAreNot) {
    for (const MisbehaviourWord& each : misbehaviours()) {
        EXPECT_EQ(find_misbehaviour(each.word), each.behaviour) << each.word;
    }
    EXPECT_EQ(misbehaviours().size(), 11U);
    EXPECT_FALSE(find_misbehaviour("kind"));
}

TEST(Misbehaviours, AnswersAreHttpOrNothing) {
    for (const MisbehaviourWord& each : misbehaviours()) {
        const std::string answer = misbehaving_answer(each.behaviour);
        if (answer.empty()) continue;
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 ")) << each.word;
        EXPECT_NE(answer.find("\r\n\r\n"), std::string::npos) << each.word;
    }
    EXPECT_NE(misbehaving_answer(Misbehaviour::busy).find("Retry-After: 5"), std::string::npos);
}

TEST(Misbehaviours, BombIsSmallOnTheWireAndUnpacksToWhatItSays) {
    namespace zlib = boost::beast::zlib;
    const std::string packed = gzip_of_zeros(kBombUnpacked);
    EXPECT_LT(packed.size(), std::size_t{64} * 1024);
    EXPECT_TRUE(packed.starts_with("\x1f\x8b\x08"));
    zlib::inflate_stream stream;
    zlib::z_params state{};
    state.next_in = packed.data() + 10;
    state.avail_in = packed.size() - 18;
    std::string piece(64 * 1024, '\0');
    boost::system::error_code error;
    std::size_t unpacked = 0;
    while (!error) {
        state.next_out = piece.data();
        state.avail_out = piece.size();
        stream.write(state, zlib::Flush::none, error);
        unpacked += piece.size() - state.avail_out;
    }
    EXPECT_EQ(error, zlib::error::end_of_stream) << error.message();
    EXPECT_EQ(unpacked, kBombUnpacked);
    EXPECT_EQ(gzip_of_zeros(1).substr(gzip_of_zeros(1).size() - 8),
              std::string("\x8d\xef\x02\xd2\x01\x00\x00\x00", 8));
}

}  // namespace
}  // namespace outreach::cli
