#include "connectors/signature_vectors.hpp"

namespace outreach::connectors {
namespace {

constexpr const char* kFirst = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kSecond = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
constexpr const char* kPrivate =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
constexpr const char* kPublic = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
constexpr const char* kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t kTime = 1614265330;
constexpr const char* kBody = "{\"test\": 2432232314}";
constexpr const char* kJapanese =
    "{\"type\":\"notice.published\",\"timestamp\":\"2026-09-01T00:00:00Z\",\"data\":{\"title\":"
    "\"防災訓練のお知らせ\"}}";

}  // namespace

const std::array<SignatureVector, 7>& signature_vectors() {
    static constexpr std::array<SignatureVector, 7> kAll{{
        {1,
         kFirst,
         "",
         kId,
         kTime,
         kBody,
         "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
         "Standard Webhooks: Go, Python, JavaScript, Ruby, PHP, C#"},
        {2,
         kSecond,
         "",
         "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
         1649367553,
         R"({"email":"test@example.com","username":"test_user"})",
         "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
         "Standard Webhooks: Rust"},
        {3,
         kPrivate,
         kPublic,
         kId,
         kTime,
         kBody,
         "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM"
         "+m7TBAg==",
         "Svix"},
        {4,
         kFirst,
         "",
         kId,
         kTime,
         kJapanese,
         "v1,WUuYXMTykboP8KHpRndkeOERGb4w1KI3M8XyG/KWD7c=",
         "outreachd"},
        {5,
         kSecond,
         "",
         kId,
         kTime,
         kJapanese,
         "v1,lazgKJTlvitJI7rdpdnLmRS/lQesRTKPDJrOIv2YKh4=",
         "outreachd"},
        {6,
         kPrivate,
         kPublic,
         kId,
         kTime,
         kJapanese,
         "v1a,3yqi3ziqIxLZ/UGIir1QRfR5EN7cB/nuBeyy089yiMc8X6Ng8bJrx1LJMrjqZNuHhx9Zy+XcbDFVmVP"
         "lAJKLAQ==",
         "outreachd"},
        {7,
         kFirst,
         "",
         kId,
         kTime,
         "",
         "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A=",
         "outreachd"},
    }};
    return kAll;
}

}  // namespace outreach::connectors
