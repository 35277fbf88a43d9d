// Every vector of the Standard Webhooks libraries that we know, and those of our own with
// Japanese text; the sources are named beside them.
#include "connectors/webhook_signature.hpp"

#include <gtest/gtest.h>

#include "config/base/hash.hpp"

namespace outreach::connectors {
namespace {

constexpr const char* kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t kTime = 1614265330;
constexpr const char* kBody = "{\"test\": 2432232314}";
constexpr const char* kJapanese =
    "{\"type\":\"notice.published\",\"timestamp\":\"2026-09-01T00:00:00Z\",\"data\":{\"title\":"
    "\"防災訓練のお知らせ\"}}";
constexpr const char* kKey1 = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kKey2 = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
constexpr const char* kKey3 =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
constexpr const char* kPublic3 = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

SysTime at(std::int64_t seconds) {
    return from_ms(seconds * 1000);
}
SigningKey key(const char* text) {
    return parse_key(text).value();
}

struct Vector {
    const char* name;
    const char* key;
    const char* id;
    std::int64_t time;
    const char* body;
    const char* want;
};
class SignatureVector : public testing::TestWithParam<Vector> {};

TEST_P(SignatureVector, IsSignedAndVerifiedAsWritten) {
    const Vector& v = GetParam();
    EXPECT_EQ(sign_webhook({key(v.key)}, v.id, v.time, v.body), v.want);
    EXPECT_EQ(
        verify_webhook({key(v.key)}, v.id, std::to_string(v.time), v.want, v.body, at(v.time)),
        Verification::good);
}

INSTANTIATE_TEST_SUITE_P(
    StandardWebhooks,
    SignatureVector,
    testing::Values(
        Vector{"libraries_go_python_javascript",
               kKey1,
               kId,
               kTime,
               kBody,
               "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        Vector{"library_rust",
               kKey2,
               "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
               1649367553,
               R"({"email":"test@example.com","username":"test_user"})",
               "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
        Vector{"svix_ed25519",
               kKey3,
               kId,
               kTime,
               kBody,
               "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM"
               "+m7TBAg=="},
        Vector{"japanese_first_key",
               kKey1,
               kId,
               kTime,
               kJapanese,
               "v1,WUuYXMTykboP8KHpRndkeOERGb4w1KI3M8XyG/KWD7c="},
        Vector{"japanese_second_key",
               kKey2,
               kId,
               kTime,
               kJapanese,
               "v1,lazgKJTlvitJI7rdpdnLmRS/lQesRTKPDJrOIv2YKh4="},
        Vector{"japanese_ed25519",
               kKey3,
               kId,
               kTime,
               kJapanese,
               "v1a,3yqi3ziqIxLZ/UGIir1QRfR5EN7cB/nuBeyy089yiMc8X6Ng8bJrx1LJMrjqZNuHhx9Zy+XcbDFVmVP"
               "lAJKLAQ=="},
        Vector{"empty_body",
               kKey1,
               kId,
               kTime,
               "",
               "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(WebhookSignature, BodyOfTheJapaneseVectorsIsTheOneMeant) {
    EXPECT_EQ(to_hex(sha256(kJapanese)),
              "33663c94c19152b0a1eff93fc39aa4e2346522d8251426ebf0455bd5030fd0b2");
}

TEST(WebhookSignature, RotationSignsWithEveryKey) {
    EXPECT_EQ(sign_webhook({key(kKey1), key(kKey2)}, kId, kTime, kJapanese),
              "v1,WUuYXMTykboP8KHpRndkeOERGb4w1KI3M8XyG/KWD7c= "
              "v1,lazgKJTlvitJI7rdpdnLmRS/lQesRTKPDJrOIv2YKh4=");
}

TEST(WebhookSignature, PublicKeyVerifiesAndCannotSign) {
    const std::string signature = sign_webhook({key(kKey3)}, kId, kTime, kBody);
    EXPECT_EQ(
        verify_webhook({key(kPublic3)}, kId, std::to_string(kTime), signature, kBody, at(kTime)),
        Verification::good);
    EXPECT_EQ(sign_webhook({key(kPublic3)}, kId, kTime, kBody), "");
}

struct Refusal {
    const char* name;
    const char* id;
    const char* time;
    const char* signature;
    std::int64_t now;
    Verification want;
};
class SignatureRefusal : public testing::TestWithParam<Refusal> {};
constexpr const char* kGood = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

TEST_P(SignatureRefusal, HasItsReason) {
    const Refusal& r = GetParam();
    EXPECT_EQ(verify_webhook({key(kKey1)}, r.id, r.time, r.signature, kBody, at(r.now)), r.want);
}

INSTANTIATE_TEST_SUITE_P(
    StandardWebhooks,
    SignatureRefusal,
    testing::Values(
        Refusal{"no_id", "", "1614265330", kGood, kTime, Verification::missing_header},
        Refusal{"no_timestamp", kId, "", kGood, kTime, Verification::missing_header},
        Refusal{"no_signature", kId, "1614265330", "", kTime, Verification::missing_header},
        Refusal{"version_only", kId, "1614265330", "v1,", kTime, Verification::no_match},
        Refusal{"first_eight", kId, "1614265330", "v1,g0hM9SsE", kTime, Verification::no_match},
        Refusal{"wrong",
                kId,
                "1614265330",
                "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
                kTime,
                Verification::no_match},
        Refusal{"too_old", kId, "1614265330", kGood, kTime + 301, Verification::too_old},
        Refusal{"just_in_time", kId, "1614265330", kGood, kTime + 300, Verification::good},
        Refusal{"too_new", kId, "1614265330", kGood, kTime - 301, Verification::too_new},
        Refusal{"float_time", kId, "1614265330.5", kGood, kTime, Verification::bad_timestamp},
        Refusal{"text_time", kId, "soon", kGood, kTime, Verification::bad_timestamp},
        Refusal{"negative_time", kId, "-1", kGood, kTime, Verification::bad_timestamp},
        Refusal{"unknown_version_beside",
                kId,
                "1614265330",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                kTime,
                Verification::good},
        Refusal{"only_unknown_version",
                kId,
                "1614265330",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                kTime,
                Verification::no_match}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(WebhookSignature, KeysAreReadStrictly) {
    EXPECT_TRUE(parse_key("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) << "the prefix may be missing";
    for (const char* bad : {"", "whsec_", "whsec_!!!!", "whsk_AAAA", "whpk_AAAA", "whsec_abc"}) {
        EXPECT_FALSE(parse_key(bad)) << bad;
    }
}

}  // namespace
}  // namespace outreach::connectors
