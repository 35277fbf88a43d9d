#include "connectors/masking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <random>

#include "config/base/hash.hpp"
#include "connectors/decoded_view.hpp"

namespace outreach::connectors {
namespace {

using Secrets = std::vector<std::string>;
const std::string kSecret = "s3cr/et+\"&札幌";

std::string percent(std::string_view text, const char* digits = "0123456789ABCDEF") {
    std::string out;
    for (const char c : text) {
        const auto value = static_cast<unsigned char>(c);
        if (std::isalnum(value) != 0) {
            out += c;
        } else {
            out += '%';
            out += digits[value >> 4U];
            out += digits[value & 15U];
        }
    }
    return out;
}

std::string json(const std::string& text, bool ascii) {
    const std::string quoted = nlohmann::json(text).dump(-1, ' ', ascii);
    return quoted.substr(1, quoted.size() - 2);
}

std::string url_safe(std::string text) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

struct Form {
    const char* name;
    std::string text;
};
class MaskedForm : public testing::TestWithParam<Form> {};
TEST_P(MaskedForm, IsNotSeen) {
    EXPECT_EQ(mask("前「" + GetParam().text + "」後", {kSecret}), "前「•••」後");
    EXPECT_EQ(presentable("前「" + GetParam().text + "」後", 1024, {kSecret}), "前「•••」後");
}
INSTANTIATE_TEST_SUITE_P(
    Encodings,
    MaskedForm,
    testing::Values(Form{"plain", kSecret},
                    Form{"percent", percent(kSecret)},
                    Form{"percent_lower_case", percent(kSecret, "0123456789abcdef")},
                    Form{"percent_in_part", "s3cr/et+%22%26%e6%9c%ad幌"},
                    Form{"json", json(kSecret, false)},
                    Form{"json_ascii", json(kSecret, true)},
                    Form{"json_with_escaped_slash", "s3cr\\/et+\\\"&札幌"},
                    Form{"percent_within_json", "s3cr\\u002fet%2b\\\"%26\\u672d\\u5e4c"},
                    Form{"html", "s3cr/et+&quot;&amp;札幌"},
                    Form{"html_numbers", "s3cr&#x2F;et+&#34;&amp;&#26413;幌"},
                    Form{"base64", to_base64(kSecret)},
                    Form{"base64_for_addresses", url_safe(to_base64(kSecret))}),
    [](const auto& info) { return std::string(info.param.name); });

// Bytes that need both letters in which the alphabets differ, and padding.
TEST(Masking, FindsTheBytesOfAKeyInOtherEncodings) {
    std::string key = "\xfb\xff\xbe\xef";
    for (int i = 0; i < 28; ++i) key += static_cast<char>(37 * i + 11);
    const Secrets secrets = traces_of_key(key);
    const std::string hex = to_hex(key);
    std::string upper = hex;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const std::string base64 = to_base64(key);
    const std::string bare = base64.substr(0, base64.find('='));
    ASSERT_NE(bare, base64);
    ASSERT_NE(url_safe(base64), base64);
    for (const std::string& form : {hex, upper, base64, bare, url_safe(base64), url_safe(bare)}) {
        EXPECT_EQ(mask("key: " + form + " (32)", secrets), "key: ••• (32)") << form;
        EXPECT_EQ(presentable("key: " + form, 1024, secrets), "key: •••") << form;
        EXPECT_EQ(presentable("key: " + form.substr(0, 20), 25, secrets), "key: •••") << form;
    }
    EXPECT_EQ(mask(percent(key), secrets), "•••");
    EXPECT_TRUE(traces_of_key("short").empty());
}

TEST(Masking, FindsASecretInTheMiddleOfBase64) {
    for (const std::string user : {"", "a", "ab", "abc", "利用者:", "outreachd:"}) {
        for (const std::string rest : {"", ";", ";;", ";;;"}) {
            const std::string encoded = to_base64(user + kSecret + rest);
            const std::string got = mask("Basic " + encoded + " は使えません", {kSecret});
            EXPECT_NE(got.find("•••"), std::string::npos) << got;
            // Of the base64 only what belongs to the neighbours may be left.
            const auto left = got.size() - std::string("Basic ••• は使えません").size();
            EXPECT_LE(left, (user.size() + rest.size()) * 8 / 6 + 3) << got;
        }
    }
}

TEST(Masking, ShortSecretsAndOtherTextsStay) {
    const std::string text = "認証に失敗しました: abcde (HTTP 401) 100% & more\\";
    EXPECT_EQ(mask(text, {"abcde", "", "e"}), text);
    EXPECT_EQ(mask(text, {}), text);
    EXPECT_EQ(mask(text, {"abcdef"}), text);
    EXPECT_EQ(mask("", {kSecret}), "");
    EXPECT_EQ(mask("abcdef", {"abcdef"}), "•••");
}

TEST(Masking, OverlappingSecretsAreOneMask) {
    EXPECT_EQ(mask("<abcdefghij>", {"abcdefg", "efghij", "cdefgh"}), "<•••>");
    EXPECT_EQ(mask("<aaaaaaaaaaaaa>", {"aaaaaa"}), "<•••>");
    EXPECT_EQ(mask("abcdef,abcdef", {"abcdef"}), "•••,•••");
}

TEST(Masking, ParenthesesOfTheSecretAreNoPattern) {
    EXPECT_EQ(mask("x a.c*e+g( y abcde+g(", {"a.c*e+g("}), "x ••• y abcde+g(");
}

std::string entities(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto value = static_cast<unsigned char>(c);
        if (value < 0x80 && std::isalnum(value) == 0) {
            out += "&#" + std::to_string(static_cast<unsigned>(value)) + ";";
        } else {
            out += c;
        }
    }
    return out;
}

// Whatever the secret and whatever stands beside it: in no form is it left.
TEST(Masking, LeavesNoSecretInAnyForm) {
    std::mt19937 random(11);
    const auto word = [&](std::size_t size) {
        std::string text(size, ' ');
        for (char& c : text) c = static_cast<char>(' ' + random() % 95);
        return text;
    };
    for (int round = 0; round < 3'000; ++round) {
        const std::string secret = word(kShortestSecret + random() % 30);
        const std::string before = word(random() % 9);
        const std::string after = word(random() % 9);
        const std::string whole = before + secret + after;
        const Secrets secrets{secret};
        ASSERT_EQ(mask(whole, secrets).find(secret), std::string::npos) << whole;
        const std::string in_json = mask(json(whole, true), secrets);
        ASSERT_EQ(view_json(view_plain(in_json)).text.find(secret), std::string::npos) << whole;
        const std::string in_url = mask(percent(whole), secrets);
        ASSERT_EQ(view_percent(view_plain(in_url)).text.find(secret), std::string::npos) << whole;
        const std::string in_html = mask(entities(whole), secrets);
        ASSERT_EQ(view_html(view_plain(in_html)).text.find(secret), std::string::npos) << whole;
        ASSERT_NE(mask(to_base64(whole), secrets).find("•••"), std::string::npos) << whole;
    }
}

TEST(Presentable, CutsBetweenCharacters) {
    EXPECT_EQ(presentable("受付済み", 12, {}), "受付済み");
    EXPECT_EQ(presentable("受付済み", 11, {}), "受付済");
    EXPECT_EQ(presentable("受付済み", 9, {}), "受付済");
    EXPECT_EQ(presentable("受付済み", 2, {}), "");
    EXPECT_EQ(presentable("𠮷野家", 3, {}), "");
    EXPECT_EQ(presentable("𠮷野家", 4, {}), "𠮷");
    EXPECT_EQ(presentable("ok", 0, {}), "");
}

TEST(Presentable, ObeysNothing) {
    EXPECT_EQ(presentable("一行目\r\n二行目\t三", 100, {}), "一行目 二行目 三");
    EXPECT_EQ(presentable("\x1b[31m赤\x07", 100, {}), "\uFFFD[31m赤\uFFFD");
    EXPECT_EQ(presentable(std::string("a\0b", 3), 100, {}), "a\uFFFDb");
    EXPECT_EQ(presentable("a\u202Eb\u2066c\u0085d\uFEFF", 100, {}), "a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
}

TEST(Presentable, ReplacesWhatIsNoUtf8) {
    EXPECT_EQ(presentable("\x82\xa0", 100, {}), "\uFFFD\uFFFD") << "Shift_JIS";
    EXPECT_EQ(presentable("a\xe3\x81", 100, {}), "a\uFFFD\uFFFD") << "cut apart";
    EXPECT_EQ(presentable("\xc0\xaf", 100, {}), "\uFFFD\uFFFD") << "overlong";
    EXPECT_EQ(presentable("\xe0\x80\xaf", 100, {}), "\uFFFD\uFFFD\uFFFD") << "overlong";
    EXPECT_EQ(presentable("\xed\xa0\x80", 100, {}), "\uFFFD\uFFFD\uFFFD") << "surrogate";
    EXPECT_EQ(presentable("\xf4\x90\x80\x80", 100, {}), "\uFFFD\uFFFD\uFFFD\uFFFD") << "too large";
    EXPECT_EQ(presentable("\xff", 2, {}), "") << "no room for its replacement";
}

TEST(Presentable, MasksBeforeItCuts) {
    const std::string secret = "tok-0123456789abcdef";
    const std::string body = "誤り: " + secret + " は無効です";
    for (std::size_t most = 0; most <= body.size() + 5; ++most) {
        const std::string shown = presentable(body, most, {secret});
        EXPECT_LE(shown.size(), most);
        EXPECT_EQ(shown.find('t'), std::string::npos) << shown;
        EXPECT_TRUE(std::string("誤り: ••• は無効です").starts_with(shown)) << shown;
    }
}

// The limit of what is read fell into the secret, in whatever form it was echoed.
TEST(Presentable, ASecretThatWasCutOffLeaksNothing) {
    const std::string secret = "/k3y+&\"札幌-0123456789";
    const std::string lead = "誤り: ";
    for (const std::string& form :
         {secret, percent(secret), json(secret, true), entities(secret), to_base64(secret)}) {
        for (std::size_t kept = 1; kept < form.size(); ++kept) {
            const std::string body = lead + form.substr(0, kept);
            const std::string shown = presentable(body, body.size(), {secret});
            // The first byte of an escape that was itself cut apart ("%2") tells nothing.
            const bool bare_escape = kept < 6 && shown == body;
            if (bare_escape) {
                EXPECT_NE(std::string_view("%\\&").find(form[0]), std::string_view::npos) << body;
                continue;
            }
            EXPECT_TRUE((lead + "•••").starts_with(shown)) << shown << " of " << body;
        }
    }
}

TEST(Presentable, AShortBodyKeepsItsLastLetters) {
    const Secrets secrets{"token-7e3f9a"};
    EXPECT_EQ(presentable("not ok, try: to", 1024, secrets), "not ok, try: to");
    EXPECT_EQ(presentable("not ok, try: toke", 1024, secrets), "not ok, try: •••");
    EXPECT_EQ(presentable("token-7e3f9", 1024, secrets), "•••");
}

TEST(DecodedView, KnowsWhereEachByteCameFrom) {
    const DecodedView json = view_json(view_plain("a\\u672db\\ud842\\udfb7\\n"));
    EXPECT_EQ(json.text, "a札b𠮷\n");
    EXPECT_EQ(json.begin, (std::vector<std::uint32_t>{0, 1, 1, 1, 7, 8, 8, 8, 8, 20}));
    EXPECT_EQ(json.end, (std::vector<std::uint32_t>{1, 7, 7, 7, 8, 20, 20, 20, 20, 22}));
    const DecodedView both = view_percent(view_json(view_plain("\\u0025E6%9C%AD")));
    EXPECT_EQ(both.text, "札");
    EXPECT_EQ(both.begin, (std::vector<std::uint32_t>{0, 8, 11}));
}

TEST(DecodedView, LeavesWhatIsNoEscape) {
    EXPECT_EQ(view_percent(view_plain("100%, %zz %%41")).text, "100%, %zz %A");
    EXPECT_EQ(view_json(view_plain("\\x \\ud842x \\udfb7 \\u12g4 z")).text.substr(0, 2), "\\x");
    EXPECT_EQ(view_html(view_plain("a & b &nbsp; &#x110000; &amp;")).text,
              "a & b &nbsp; &#x110000; &");
    EXPECT_EQ(view_form(view_plain("a+b%2B")).text, "a b+");
}

}  // namespace
}  // namespace outreach::connectors
