#include "connectors/body_decoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace outreach::connectors {
namespace {

constexpr std::uint64_t kLimit = 64 * 1024;
constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kZlib = MAX_WBITS;
const std::string kJapanese = R"({"結果":"受け付けました。更生保護カラーのイエローライトアップ"})";

std::string compress(std::string_view text, int window = kGzip) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string noise(std::size_t size) {
    std::mt19937 random(1);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
}

std::string decode(std::string_view coding,
                   std::string_view body,
                   std::size_t piece = 8192,
                   std::uint64_t limit = kLimit) {
    BodyDecoder decoder(coding, limit);
    for (std::size_t at = 0; at < body.size(); at += piece) decoder.feed(body.substr(at, piece));
    return decoder.take();
}

class BodyDecoderPieces : public testing::TestWithParam<std::size_t> {};
TEST_P(BodyDecoderPieces, GiveTheSameText) {
    const std::string random = noise(50'000);
    for (const std::string& text : {kJapanese, std::string(), std::string("ok"), random}) {
        EXPECT_EQ(decode("gzip", compress(text), GetParam()), text);
        EXPECT_EQ(decode("deflate", compress(text, kZlib), GetParam()), text);
        EXPECT_EQ(decode("", text, GetParam()), text);
    }
    EXPECT_EQ(decode("gzip", compress("一つ目、") + compress("二つ目"), GetParam()),
              "一つ目、二つ目");
}
INSTANTIATE_TEST_SUITE_P(Sizes, BodyDecoderPieces, testing::Values(1, 2, 3, 7, 100, 8192, 100'000));

struct CodingCase {
    const char* name;
    const char* coding;
    bool read;
};
class BodyCoding : public testing::TestWithParam<CodingCase> {};
TEST_P(BodyCoding, IsReadOrNothingIsKept) {
    const std::string body = compress(kJapanese);
    BodyDecoder decoder(GetParam().coding, kLimit);
    decoder.feed(body);
    EXPECT_EQ(decoder.sound(), GetParam().read);
    EXPECT_FALSE(decoder.full());
    EXPECT_EQ(decoder.take(), GetParam().read ? kJapanese : "");
}
INSTANTIATE_TEST_SUITE_P(Names,
                         BodyCoding,
                         testing::Values(CodingCase{"gzip", "gzip", true},
                                         CodingCase{"upper_case", "GZIP", true},
                                         CodingCase{"old_name", "x-gzip", true},
                                         CodingCase{"spaces", " \tgzip ", true},
                                         CodingCase{"deflate_that_is_gzip", "deflate", true},
                                         CodingCase{"brotli", "br", false},
                                         CodingCase{"zstandard", "zstd", false},
                                         CodingCase{"twice", "gzip, gzip", false},
                                         CodingCase{"twice_without_space", "gzip,gzip", false},
                                         CodingCase{"mixed", "deflate, gzip", false},
                                         CodingCase{
                                             "several_with_identity", "identity, gzip", false}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BodyDecoder, StopsAtTheLimit) {
    const std::string text = noise(kLimit + 1);
    for (const std::uint64_t limit : {std::uint64_t{1},
                                      std::uint64_t{15},
                                      std::uint64_t{16},
                                      std::uint64_t{8192},
                                      std::uint64_t{8193},
                                      kLimit}) {
        for (const std::size_t piece : {std::size_t{1000}, std::size_t{100'000}}) {
            EXPECT_EQ(decode("", text, piece, limit), text.substr(0, limit));
            EXPECT_EQ(decode("gzip", compress(text), piece, limit), text.substr(0, limit));
        }
    }
    EXPECT_EQ(decode("", "何か", 8192, 0), "");
}

TEST(BodyDecoder, BombCostsNoMoreThanTheLimit) {
    const std::string bomb = compress(std::string(std::size_t{10} << 20U, 'A'));
    ASSERT_LT(bomb.size(), 11'000U);
    BodyDecoder decoder("gzip", kLimit);
    std::size_t used = 0;
    while (used < bomb.size() && !decoder.full()) {
        decoder.feed(std::string_view(bomb).substr(used, 100));
        used += 100;
    }
    EXPECT_TRUE(decoder.full());
    EXPECT_LT(used, bomb.size() / 100) << "the rest is not even looked at";
    const std::string text = decoder.take();
    EXPECT_EQ(text, std::string(kLimit, 'A'));
    EXPECT_LE(text.capacity(), kLimit + 16 * 1024);
}

TEST(BodyDecoder, GrowsToTheLimitAndNotBeyond) {
    for (const std::uint64_t limit : {1'000U, 5'000U, 9'000U, 17'000U, 65'536U, 1'000'000U}) {
        BodyDecoder decoder("", limit);
        while (!decoder.full()) decoder.feed(std::string(997, 'x'));
        const std::string text = decoder.take();
        EXPECT_EQ(text.size(), limit);
        EXPECT_LE(text.capacity(), limit + 16 * 1024);
    }
}

TEST(BodyDecoder, KeepsWhatCameBeforeTheBreak) {
    const std::string text = noise(20'000);
    std::string body = compress(text);
    body[12'000] = static_cast<char>(~body[12'000]);
    body[12'001] = static_cast<char>(~body[12'001]);
    BodyDecoder decoder("gzip", kLimit);
    decoder.feed(body);
    const bool sound = decoder.sound();
    const std::string got = decoder.take();
    EXPECT_FALSE(sound);
    EXPECT_EQ(got.substr(0, 11'900), text.substr(0, 11'900));
    EXPECT_FALSE(decoder.full()) << "the connection may still be read to its end";
}

TEST(BodyDecoder, KeepsWhatCameOfABodyThatEndsEarly) {
    const std::string text = noise(20'000);
    const std::string got = decode("gzip", compress(text).substr(0, 15'000));
    EXPECT_GT(got.size(), 14'000U);
    EXPECT_EQ(got, text.substr(0, got.size()));
}

TEST(BodyDecoder, PlainTextSaidToBeGzipIsBroken) {
    BodyDecoder decoder("gzip", kLimit);
    decoder.feed("<html>502 Bad Gateway</html>");
    decoder.feed("more");
    EXPECT_FALSE(decoder.sound());
    EXPECT_EQ(decoder.take(), "");
}

TEST(BodyDecoder, PassesOverWhatStandsBehindTheEnd) {
    BodyDecoder decoder("gzip", kLimit);
    decoder.feed(compress("御確認ください") + std::string(100, '\0'));
    decoder.feed(compress("never read"));
    EXPECT_TRUE(decoder.sound());
    EXPECT_EQ(decoder.take(), "御確認ください");
}

TEST(BodyDecoder, SurvivesNoise) {
    std::mt19937 random(3);
    const std::string good = compress(noise(3'000) + kJapanese);
    for (int round = 0; round < 3'000; ++round) {
        std::string body = good;
        for (auto hits = 1 + random() % 4; hits > 0; --hits) {
            body[random() % body.size()] = static_cast<char>(random());
        }
        ASSERT_LE(decode("gzip", body, 1 + random() % 500, 2'000).size(), 2'000U);
    }
}

}  // namespace
}  // namespace outreach::connectors
