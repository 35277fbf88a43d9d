#include "connectors/text_fit.hpp"

#include <gtest/gtest.h>

#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

const std::string kFamily =
    "👨‍👩‍👧";                 // 5 code points, 8 UTF-16 units, 18 bytes, seen as one
const std::string kYoshinoya = "𠮷野家";  // the first character is a surrogate pair

std::string times(const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

TEST(TextFit, MeasuresInEachUnit) {
    EXPECT_EQ(measure(kYoshinoya, Unit::characters), 3U);
    EXPECT_EQ(measure(kYoshinoya, Unit::utf16_units), 4U);
    EXPECT_EQ(measure(kYoshinoya, Unit::bytes), 10U);
    EXPECT_EQ(measure(kFamily, Unit::characters), 5U);
    EXPECT_EQ(measure(kFamily, Unit::utf16_units), 8U);
    EXPECT_EQ(measure(kFamily, Unit::bytes), 18U);
    EXPECT_EQ(measure("", Unit::bytes), 0U);
}

TEST(TextFit, LeavesWhatFitsAsItIs) {
    const std::string text = "社会を明るくする運動\n7月1日";
    EXPECT_EQ(fit(text, measure(text, Unit::utf16_units), Unit::utf16_units, "…"), text);
    EXPECT_EQ(fit("", 0, Unit::bytes, "…"), "");
}

TEST(TextFit, CutsOneOverTheLimitAndMakesRoomForTheEnding) {
    EXPECT_EQ(fit("保護司会の皆様", 7, Unit::characters, "…"), "保護司会の皆様");
    EXPECT_EQ(fit("保護司会の皆様へ", 7, Unit::characters, "…"), "保護司会の皆…");
    EXPECT_EQ(fit("保護司会", 11, Unit::bytes, "…"), "保護…");
}

TEST(TextFit, CutsNoSurrogatePairApart) {
    EXPECT_EQ(fit(kYoshinoya, 1, Unit::utf16_units, ""), "");
    EXPECT_EQ(fit(kYoshinoya, 2, Unit::utf16_units, ""), "𠮷");
    EXPECT_EQ(fit("会場は𠮷野家", 4, Unit::utf16_units, ""), "会場は");
}

TEST(TextFit, CutsNothingApartThatPeopleSeeAsOne) {
    const std::string text = "家族" + kFamily + "で";
    EXPECT_EQ(fit(text, 9, Unit::utf16_units, ""), "家族");
    EXPECT_EQ(fit(text, 10, Unit::utf16_units, ""), "家族" + kFamily);
    const std::string combined = "か\u3099き";  // か with a combining voiced mark
    EXPECT_EQ(fit(combined, 1, Unit::characters, ""), "");
    EXPECT_EQ(fit("葛\U000E0100城市", 1, Unit::characters, ""), "");  // variation selector
    EXPECT_EQ(fit("🇯🇵🇯🇵", 3, Unit::characters, ""), "🇯🇵");
    EXPECT_EQ(fit("一\r\n二", 2, Unit::characters, ""), "一");
}

TEST(TextFit, LeavesOutAnEndingForWhichThereIsNoRoom) {
    EXPECT_EQ(fit("更生保護", 2, Unit::characters, "（以下略）"), "更生");
}

TEST(TextFit, ReplacesWhatIsNoUtf8) {
    EXPECT_EQ(fit("明\xFFる", 10, Unit::characters, ""), "明\uFFFDる");
    EXPECT_EQ(fit("明\xE3\x81", 10, Unit::characters, ""), "明\uFFFD");
    EXPECT_EQ(measure("\xFF", Unit::bytes), 3U);
}

TEST(TextFit, StatesACutAndARepeatInEachLanguage) {
    using campaigns::MessageLanguage;
    EXPECT_EQ(repeat_mark(MessageLanguage::ja), "【再送】");
    EXPECT_NE(cut_statement(MessageLanguage::ja).find("省略"), std::string::npos);
    EXPECT_NE(cut_statement(MessageLanguage::ja_easy).find("聞いて"), std::string::npos);
    EXPECT_NE(cut_statement(MessageLanguage::en).find("Cut here"), std::string::npos);
    EXPECT_NE(repeat_mark(MessageLanguage::en), repeat_mark(MessageLanguage::ja_easy));
}

std::string link_in(std::string_view text) {
    const std::size_t at = text.find("http");
    return std::string(text.substr(at, link_end(text, at) - at));
}

TEST(TextEscape, FindsWhereALinkEnds) {
    EXPECT_EQ(link_in("詳細はhttps://example.jp/a_b?c=1&d=*をご覧ください"),
              "https://example.jp/a_b?c=1&d=");
    EXPECT_EQ(link_in("（https://example.jp/x_y）"), "https://example.jp/x_y");
    EXPECT_EQ(link_in("See https://example.jp/."), "https://example.jp/");
    EXPECT_EQ(link_in("http://example.jp:8080/~a#b のとおり"), "http://example.jp:8080/~a#b");
    EXPECT_EQ(link_in("<https://example.jp>"), "https://example.jp");
    EXPECT_EQ(link_in("https://"), "");
    EXPECT_EQ(link_in("xhttps://example.jp"), "");
    const std::string_view shouted = "HTTPS://EXAMPLE.JP/ です";
    EXPECT_EQ(link_end(shouted, 0), std::string_view("HTTPS://EXAMPLE.JP/").size());
}

struct Linked {
    const char* text;
    const char* link;
};
class LinkInBrackets : public testing::TestWithParam<Linked> {};
TEST_P(LinkInBrackets, EndsBeforeTheBracketThatIsNotItsOwn) {
    EXPECT_EQ(link_in(GetParam().text), GetParam().link);
}
INSTANTIATE_TEST_SUITE_P(
    TextEscape,
    LinkInBrackets,
    testing::Values(
        Linked{"(https://city.example/c)", "https://city.example/c"},
        Linked{"(https://city.example/c)をご覧ください", "https://city.example/c"},
        Linked{"(see https://city.example/c.)", "https://city.example/c"},
        Linked{"(https://city.example/c).", "https://city.example/c"},
        Linked{"((https://city.example/c))", "https://city.example/c"},
        Linked{"[https://city.example/c]", "https://city.example/c"},
        Linked{"[(https://city.example/c?a=1)],", "https://city.example/c?a=1"},
        Linked{"\"https://city.example/c\"", "https://city.example/c"},
        Linked{"<https://city.example/c>", "https://city.example/c"},
        Linked{"https://ja.wikipedia.org/wiki/A_(B)", "https://ja.wikipedia.org/wiki/A_(B)"},
        Linked{"(https://ja.wikipedia.org/wiki/A_(B))", "https://ja.wikipedia.org/wiki/A_(B)"},
        Linked{"https://ja.wikipedia.org/wiki/A_(B).", "https://ja.wikipedia.org/wiki/A_(B)"},
        Linked{"https://city.example/q?a[0]=1&a[1]", "https://city.example/q?a[0]=1&a[1]"},
        Linked{"https://city.example/a)b", "https://city.example/a)b"},
        Linked{"https://city.example/c(札幌市)", "https://city.example/c"},
        Linked{"http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"},
        Linked{"[http://[2001:db8::1]]", "http://[2001:db8::1]"},
        Linked{"https://)", ""}));

TEST(TextEscape, EscapesOutsideLinksOnly) {
    const Escape stars = [](std::string& out, std::string_view text, std::size_t at) {
        if (text[at] == '_') out += '\\';
        out += text[at];
    };
    EXPECT_EQ(escape_outside_links("件_名 https://example.jp/a_b c_d", stars),
              "件\\_名 https://example.jp/a_b c\\_d");
    EXPECT_EQ(escape_and_frame_links("https://example.jp/a_bへ", stars),
              "<https://example.jp/a_b>へ");
    EXPECT_EQ(escape_and_frame_links("(https://city.example/c_d)", stars),
              "(<https://city.example/c_d>)");
}

TEST(TextEscape, TellsMentionsAndBlocks) {
    EXPECT_TRUE(begins_mention("@all", 0));
    EXPECT_FALSE(begins_mention("info@example.jp", 4));
    EXPECT_FALSE(begins_mention("@ 1000円", 0));
    EXPECT_TRUE(begins_block("  - 持ち物", 2));
    EXPECT_FALSE(begins_block("A-B", 1));
    EXPECT_TRUE(begins_block("一\n12. 二", 6));
    EXPECT_FALSE(begins_block("約3.5km", 4));
}

TEST(TextEscape, FitsWhatGrowsByEscaping) {
    const auto doubled = [](const std::string& text) {  // as if every character were escaped
        return 2 * measure(text, Unit::characters) <= 10;
    };
    EXPECT_EQ(fit_while("保護司会へ", "…", doubled), "保護司会へ");
    EXPECT_EQ(fit_while("保護司会の皆様へ", "…", doubled), "保護司会…");
    EXPECT_EQ(fit_while(times(kFamily, 3), "", doubled), kFamily);
    EXPECT_EQ(fit_while("一\xFF", "…", doubled), "一\uFFFD");
    EXPECT_EQ(fit_while("一二", "…", [](const std::string&) { return false; }), "");
}

TEST(TextEscape, CutsNoLinkApart) {
    const auto room = [](const std::string& text) { return text.size() <= 25; };
    EXPECT_EQ(fit_while("申込 https://example.jp/apply/2026", "…", room), "申込 …");
}

}  // namespace
}  // namespace outreach::connectors
