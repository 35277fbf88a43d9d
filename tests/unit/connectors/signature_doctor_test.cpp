// Every mistake that the doctor knows, made on purpose with a Japanese body.
#include "connectors/signature_doctor.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "config/base/hash.hpp"
#include "connectors/signature_guesses.hpp"
#include "connectors/signature_vectors.hpp"

namespace outreach::connectors {
namespace {

constexpr const char* kId = "ntc_20ab43c99f129d56";
constexpr std::int64_t kTime = 1751331600;
constexpr const char* kStamp = "1751331600";
// A space behind each colon and comma, as a person would type it.
constexpr const char* kBody =
    R"({"type": "a/b", "data": {"title": "防災訓練のお知らせ", "count": 2}})";
constexpr const char* kCompact =
    R"({"type":"a/b","data":{"title":"防災訓練のお知らせ","count":2}})";
const std::string kKeyBytes = "ひみつの鍵は24バイト";  // 29 bytes of UTF-8

std::string hmac(std::string_view key, std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    HMAC(EVP_sha256(),
         key.data(),
         static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(content.data()),
         content.size(),
         out.data(),
         &size);
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string content(std::string_view body) {
    return std::string(kId) + "." + kStamp + "." + std::string(body);
}

std::string v1(std::string_view key, std::string_view signed_content) {
    return "v1," + to_base64(hmac(key, signed_content));
}

Diagnosis diagnose(const std::string& signatures,
                   const std::string& stamp = kStamp,
                   std::vector<SigningKey> keys = {HmacKey{kKeyBytes}},
                   const std::string& body = kBody) {
    const SignatureHeaders headers{kId, stamp, signatures};
    return diagnose_signature(keys, headers, body, from_ms(kTime * 1000));
}

struct Made {
    const char* name;
    std::string header;
    Mistake want;
    const char* says;
};
class SignatureDoctor : public testing::TestWithParam<Made> {};

TEST_P(SignatureDoctor, NamesTheMistake) {
    const Diagnosis diagnosis = diagnose(GetParam().header);
    EXPECT_EQ(diagnosis.mistake, GetParam().want) << diagnosis.sentence;
    EXPECT_NE(diagnosis.sentence.find(GetParam().says), std::string::npos) << diagnosis.sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Shared,
    SignatureDoctor,
    testing::Values(
        Made{"good", v1(kKeyBytes, content(kBody)), Mistake::none, "is good"},
        Made{"signature_missing", "", Mistake::header_missing, "webhook-signature"},
        Made{"undecoded_text", v1(to_base64(kKeyBytes), content(kBody)), Mistake::key_form, "text"},
        Made{"undecoded_text_with_prefix",
             v1("whsec_" + to_base64(kKeyBytes), content(kBody)),
             Mistake::key_form,
             "text"},
        Made{"secret_file_with_its_line_end",
             v1("whsec_" + to_base64(kKeyBytes) + "\n", content(kBody)),
             Mistake::key_form,
             "text"},
        Made{"prefix_decoded_too",
             v1(lenient_base64("whsec_" + to_base64(kKeyBytes)), content(kBody)),
             Mistake::key_form,
             "together with whsec_"},
        Made{"key_in_hex", v1(to_hex(kKeyBytes), content(kBody)), Mistake::key_form, "in hex"},
        Made{"body_alone", v1(kKeyBytes, kBody), Mistake::content, "the body alone"},
        Made{"timestamp_and_body",
             v1(kKeyBytes, std::string(kStamp) + "." + kBody),
             Mistake::content,
             "the timestamp and the body"},
        Made{"no_dots",
             v1(kKeyBytes, std::string(kId) + kStamp + kBody),
             Mistake::content,
             "without the dots"},
        Made{"compact_json", v1(kKeyBytes, content(kCompact)), Mistake::body, "without spaces"},
        Made{"line_end_behind",
             v1(kKeyBytes, content(std::string(kBody) + "\n")),
             Mistake::body,
             "line end behind"},
        Made{"hex_behind_v1",
             "v1," + to_hex(hmac(kKeyBytes, content(kBody))),
             Mistake::notation,
             "v1,<hex>"},
        Made{"equals_sign",
             "v1=" + to_base64(hmac(kKeyBytes, content(kBody))),
             Mistake::notation,
             "v1=<base64>"},
        Made{"hmac_named_v1a",
             "v1a," + to_base64(hmac(kKeyBytes, content(kBody))),
             Mistake::notation,
             "v1a,<base64>"},
        Made{"as_github_does_it",
             "sha256=" + to_hex(hmac(kKeyBytes, kBody)),
             Mistake::content,
             "sha256=<hex>"},
        Made{"as_stripe_does_it",
             "t=1751331600,v1=" + to_hex(hmac(kKeyBytes, std::string(kStamp) + "." + kBody)),
             Mistake::content,
             "v1=<hex>"},
        Made{"text_key_over_body_alone",
             v1(to_base64(kKeyBytes), kBody),
             Mistake::key_form,
             "the body alone"},
        Made{"empty", "v1,", Mistake::signature_empty, "no signature"},
        Made{"cut", v1(kKeyBytes, content(kBody)).substr(0, 11), Mistake::signature_cut, "8 char"},
        Made{"secret_pasted",
             "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
             Mistake::secret_in_header,
             "new secret"},
        Made{"vector_copied",
             "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
             Mistake::copied_signature,
             "vector 1"},
        Made{"another_version",
             "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=",
             Mistake::unknown_version,
             "neither"},
        Made{"other_secret", v1("別の鍵", content(kBody)), Mistake::unknown, "SHA-256"},
        Made{"other_body", v1(kKeyBytes, content("{}")), Mistake::unknown, "77 bytes"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(SignatureDoctorTime, TellsHowFarTheClockIsOff) {
    const auto signature = [](const std::string& stamp) {
        return v1(kKeyBytes, std::string(kId) + "." + stamp + "." + kBody);
    };
    const auto old = diagnose(signature("1751330000"), "1751330000");
    EXPECT_EQ(old.mistake, Mistake::too_old);
    EXPECT_NE(old.sentence.find("1600 seconds old"), std::string::npos) << old.sentence;
    EXPECT_NE(old.sentence.find("itself is right"), std::string::npos) << old.sentence;
    const auto ahead = diagnose("v1,AAAA", "1751335200");
    EXPECT_EQ(ahead.mistake, Mistake::too_new);
    EXPECT_NE(ahead.sentence.find("3600 seconds ahead"), std::string::npos) << ahead.sentence;
    EXPECT_EQ(ahead.sentence.find("itself is right"), std::string::npos) << ahead.sentence;
    EXPECT_EQ(diagnose("v1,AAAA", "1751331600000").mistake, Mistake::timestamp_in_milliseconds);
    EXPECT_EQ(diagnose("v1,AAAA", "9223372036854775807").mistake,
              Mistake::timestamp_in_milliseconds);
    for (const char* bad : {"2025-07-01T10:00:00+09:00", "1751331600.5", "-5", "十"}) {
        EXPECT_EQ(diagnose("v1,AAAA", bad).mistake, Mistake::timestamp_no_number) << bad;
    }
}

TEST(SignatureDoctorKeys, SecretOfHexDigitsThatWasDecodedAsHex) {
    const std::string hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const auto key = parse_key("whsec_" + hex);
    ASSERT_TRUE(key);
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    const auto found = diagnose(v1(bytes, content(kBody)), kStamp, {*key});
    EXPECT_EQ(found.mistake, Mistake::key_form);
    EXPECT_NE(found.sentence.find("as hex"), std::string::npos) << found.sentence;
}

TEST(SignatureDoctorKeys, KindOfKeyDoesNotFit) {
    const SignatureVector& ed25519 = signature_vectors()[2];
    const SigningKey pair = parse_key(ed25519.key).value();
    const std::string signature = sign_webhook({pair}, kId, kTime, kBody);
    EXPECT_EQ(diagnose(signature, kStamp, {parse_key(ed25519.public_key).value()}).mistake,
              Mistake::none);
    const SigningKey shared = HmacKey{kKeyBytes};
    EXPECT_EQ(diagnose("v1a," + to_base64(std::string(64, 'x'))).mistake, Mistake::other_key_kind);
    EXPECT_EQ(diagnose(v1(kKeyBytes, content(kBody)), kStamp, {pair}).mistake,
              Mistake::other_key_kind);
    EXPECT_EQ(diagnose(signature).mistake, Mistake::example_secret);
}

TEST(SignatureDoctorKeys, Ed25519OverReencodedJson) {
    const SigningKey pair = parse_key(signature_vectors()[2].key).value();
    const auto found = diagnose(sign_webhook({pair}, kId, kTime, kCompact), kStamp, {pair});
    EXPECT_EQ(found.mistake, Mistake::body);
}

TEST(SignatureDoctorKeys, SecretOfTheDocumentation) {
    const auto found =
        diagnose(sign_webhook({parse_key(signature_vectors()[0].key).value()}, kId, kTime, kBody));
    EXPECT_EQ(found.mistake, Mistake::example_secret);
    EXPECT_NE(found.sentence.find("vector 1"), std::string::npos) << found.sentence;
}

TEST(SignatureDoctorKeys, NeverSaysTheSecretOrTheRightSignature) {
    const std::string right = to_base64(hmac(kKeyBytes, content(kBody)));
    for (const std::string& header : {v1(to_base64(kKeyBytes), content(kBody)),
                                      "v1," + right.substr(0, 20),
                                      v1("別の鍵", content(kBody))}) {
        const std::string sentence = diagnose(header).sentence;
        EXPECT_EQ(sentence.find(to_base64(kKeyBytes)), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find(right), std::string::npos) << sentence;
    }
}

// The spellings of JSON that common libraries write.
TEST(SignatureDoctorBodies, KnowsHowLibrariesWriteJson) {
    const std::string escaped = R"(\u9632\u707d)";
    const std::string body = "{ \"a\" : \"防災\", \"u\" : \"x/y\" }";
    for (const char* spelling : {"{\"a\":\"防災\",\"u\":\"x/y\"}",
                                 "{\"a\": \"防災\", \"u\": \"x/y\"}",
                                 "{\n  \"a\": \"防災\",\n  \"u\": \"x/y\"\n}",
                                 "{\n    \"a\": \"防災\",\n    \"u\": \"x/y\"\n}"}) {
        EXPECT_EQ(
            diagnose(v1(kKeyBytes, content(spelling)), kStamp, {HmacKey{kKeyBytes}}, body).mistake,
            Mistake::body)
            << spelling;
    }
    const std::string python = "{\"a\": \"" + escaped + "\", \"u\": \"x/y\"}";
    const std::string php = "{\"a\":\"" + escaped + "\",\"u\":\"x\\/y\"}";
    for (const std::string& spelling : {python, php}) {
        EXPECT_EQ(
            diagnose(v1(kKeyBytes, content(spelling)), kStamp, {HmacKey{kKeyBytes}}, body).mistake,
            Mistake::body)
            << spelling;
    }
}

TEST(SignatureVectors, AreSignedAndVerifiedAsPublished) {
    for (const SignatureVector& vector : signature_vectors()) {
        const SigningKey key = parse_key(vector.key).value();
        EXPECT_EQ(sign_webhook({key}, vector.id, vector.timestamp, vector.body), vector.signature)
            << vector.number;
    }
}

}  // namespace
}  // namespace outreach::connectors
