// What `outreach fmt --fix` mends, what it leaves alone, and how it lays a file out.
#include "campaigns/reading/mender.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "campaigns/reading/layout.hpp"
#include "tests/support/builders.hpp"

namespace outreach::reading {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string utf16(std::u16string_view text, bool little) {
    std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char16_t c : text) {
        const char low = static_cast<char>(c & 0xFF);
        const char high = static_cast<char>(c >> 8);
        bytes += little ? low : high;
        bytes += little ? high : low;
    }
    return bytes;
}

struct Mend {
    const char* name;
    std::string before;
    std::string after;
};

class TextMend : public testing::TestWithParam<Mend> {};
TEST_P(TextMend, GivesTheTextThatWasMeantAndSaysSo) {
    const Mended mended = mend_text(GetParam().before);
    EXPECT_EQ(mended.text, GetParam().after);
    EXPECT_EQ(mended.notes.size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(
    Mender,
    TextMend,
    testing::Values(
        Mend{"byte_order_mark", "\xEF\xBB\xBF{\"a\": 1}", R"({"a": 1})"},
        Mend{"shift_jis",
             "{\"a\": \"\x93\x94\x82\xE8\x82\xCC\x95\x5C\x8E\xA6\"}",
             R"({"a": "灯りの表示"})"},
        Mend{"utf16_little_endian", utf16(u"{\"a\": \"表示\"}", true), R"({"a": "表示"})"},
        Mend{"utf16_big_endian", utf16(u"{\"a\": \"表示\"}", false), R"({"a": "表示"})"},
        Mend{"wide_digits", "[１, －２．５]", "[1, -2.5]"},
        Mend{"wide_colon", R"({"a"：1})", R"({"a":1})"},
        Mend{"wide_comma", "[1，2]", "[1,2]"},
        Mend{"ideographic_comma", "[1、2]", "[1,2]"},
        Mend{"wide_brackets", R"(｛"a": ［1］｝)", R"({"a": [1]})"},
        Mend{"wide_straight_quotes", "{＂a＂: 1}", R"({"a": 1})"},
        Mend{"curly_quotes", "{“a”: 1}", R"({"a": 1})"},
        Mend{"wide_space", R"({　"a": 1})", R"({ "a": 1})"},
        Mend{"no_break_space", "{\xC2\xA0\"a\": 1}", R"({ "a": 1})"},
        Mend{"wide_word", "[ｔｒｕｅ]", "[true]"},
        Mend{"line_comment", "[1, // 一\n 2]", "[1, \n 2]"},
        Mend{"hash_comment", "# 注\n[1]", "\n[1]"},
        Mend{"block_comment", "[1 /* a\n b */, 2]", "[1 , 2]"},
        Mend{"comment_behind_the_end", "[1] // x", "[1] "},
        Mend{"trailing_commas",
             R"({"a": [1, [2,],], "b": {"c": 3 , } ,})",
             R"({"a": [1, [2]], "b": {"c": 3  } })"},
        Mend{"trailing_comma_at_a_line_end", "[1,\n]", "[1\n]"},
        Mend{"single_quotes", R"({'a': 'b'})", R"({"a": "b"})"},
        Mend{"double_quotes_in_single_ones", R"(['a "b"'])", R"(["a \"b\""])"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Mender, LeavesWhatStandsInsideStrings) {
    for (const char* text : {R"({"a": "１，２：｛［“引用”］｝　、＂"})",
                             R"({"a": "https://www.city.example/#top"})",
                             R"({"a": "// /* */ # ' ,] ,}"})",
                             R"({"a": "\"//\"", "b\\": 1})"}) {
        const Mended mended = mend_text(text);
        EXPECT_EQ(mended.text, text);
        EXPECT_TRUE(mended.notes.empty()) << text;
    }
}

TEST(Mender, SaysEachKindOfMendOnce) {
    const Mended mended = mend_text("｛'a': [１，２，], // x\n 'b': ['c',],｝ # y");
    EXPECT_EQ(mended.text, "{\"a\": [1,2], \n \"b\": [\"c\"]} ");
    EXPECT_EQ(mended.notes.size(), 4U);
}

TEST(Mender, DropsACommaThatOnlyACommentParts) {
    EXPECT_EQ(mend_text("[1, // x\n]").text, "[1 \n]");
    EXPECT_EQ(mend_text("[1，/* x */］").text, "[1]");
}

TEST(Mender, LeavesAStringThatIsNotClosedToTheReader) {
    const SourceText source("f.json", mend_text("{\"a\": \"b\n}").text);
    Diagnostics diagnostics(source);
    EXPECT_FALSE(parse_json(source, diagnostics));
}

std::optional<JsonNode> parsed(const SourceText& source) {
    Diagnostics ignored(source);
    return parse_json(source, ignored);
}

json with_values_mended(const std::string& members) {
    const SourceText source("f.json", "{" + members + "}");
    auto tree = parsed(source);
    if (!tree) throw std::invalid_argument(members);
    (void)mend_values(*tree);
    return json::parse(lay_out(*tree, source));
}

class ValueMend : public testing::TestWithParam<Mend> {};
TEST_P(ValueMend, GivesWhatTheFormatWants) {
    EXPECT_EQ(with_values_mended(GetParam().before), json::parse("{" + GetParam().after + "}"));
}
INSTANTIATE_TEST_SUITE_P(
    Mender,
    ValueMend,
    testing::Values(
        Mend{"era_date", R"("date": "令和7年7月2日")", R"("date": "2025-07-02")"},
        Mend{"first_year_of_an_era", R"("date": "令和元年5月1日")", R"("date": "2019-05-01")"},
        Mend{"short_era", R"("from": "R7.7.2")", R"("from": "2025-07-02")"},
        Mend{"weekday", R"("date": "令和７年７月２日（水）")", R"("date": "2025-07-02")"},
        Mend{"slashes", R"("to": "2025/7/2")", R"("to": "2025-07-02")"},
        Mend{"date_and_time",
             R"("start": "令和7年7月2日 午後2時")",
             R"("start": "2025-07-02T14:00")"},
        Mend{"space_for_t", R"("end": "2025-07-02 9:00")", R"("end": "2025-07-02T09:00")"},
        Mend{"deadline",
             R"("deadline": "令和7年6月20日午後5時")",
             R"("deadline": "2025-06-20T17:00")"},
        Mend{"time_of_day", R"("at": "１０：００")", R"("at": "10:00")"},
        Mend{"half_past", R"("at": "９時半")", R"("at": "09:30")"},
        Mend{"window", R"("window": "令和7年11月～令和7年12月")", R"("window": "2025-11/2025-12")"},
        Mend{"dates_in_a_list",
             R"("closed": ["令和7年7月3日", "weekends"])",
             R"("closed": ["2025-07-03", "weekends"])"},
        Mend{"hours", R"("hours": "８：４５～１７：１５")", R"("hours": "08:45/17:15")"},
        Mend{"hours_in_a_list",
             R"("hours": ["８：４５〜１２：１５", "13:00-17:15"])",
             R"("hours": ["08:45/12:15", "13:00/17:15"])"},
        Mend{"number", R"("days": "７")", R"("days": 7)"},
        Mend{"number_of_hours", R"("hours": "２")", R"("hours": 2)"},
        Mend{"fiscal_year", R"("fiscal_year": "令和７年度")", R"("fiscal_year": "令和7年度")"},
        Mend{"deep_down",
             R"("activities": [{"schedule": {"date": "R7.7.2"}}])",
             R"("activities": [{"schedule": {"date": "2025-07-02"}}])"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Mender, LeavesValuesThatItWouldHaveToGuess) {
    for (const char* members : {R"("date": "令和7年7月2日（木）")",
                                R"("date": "令和7年2月30日")",
                                R"("date": "平成31年")",
                                R"("at": "25:00", "from": "7月2日", "to": "未定")",
                                R"("days": "７日", "months": "-1", "minutes": "約30")",
                                R"("hours": "終日")"}) {
        EXPECT_EQ(with_values_mended(members), json::parse("{" + std::string(members) + "}"));
    }
}

TEST(Mender, LeavesDatesThatAreWordsForPeople) {
    for (const char* members : {R"("title": "令和7年7月2日", "note": "２０２５／７／２")",
                                R"("description": {"ja": "令和7年7月2日（水）１０：００"})",
                                R"("as_written": "令和7年7月2日", "phone": "０１１")"}) {
        EXPECT_EQ(with_values_mended(members), json::parse("{" + std::string(members) + "}"));
    }
}

TEST(Mender, LeavesValuesThatAreRight) {
    for (const char* members : {R"("deadline": "PT2H", "window": "2025-11/2025-12")",
                                R"("start": "2025-07-02T10:00:05", "end": "2025-07-02Tsunset+30")",
                                R"("hours": "08:45/17:15", "days": 7, "fiscal_year": "R7")"}) {
        EXPECT_EQ(with_values_mended(members), json::parse("{" + std::string(members) + "}"));
    }
}

TEST(Mender, CountsTheValuesThatItMended) {
    const SourceText source("f.json", R"({"date": "R7.7.2", "open": ["R7.7.3", "2025-07-04"],
        "when": {"days": "７", "at": "10:00"}, "fiscal_year": "R7"})");
    auto tree = parsed(source);
    ASSERT_TRUE(tree);
    EXPECT_EQ(mend_values(*tree), 3U);
    EXPECT_EQ(mend_values(*tree), 0U);
}

std::string laid_out(const std::string& text) {
    const SourceText source("f.json", text);
    return lay_out(parsed(source).value(), source);
}

TEST(Layout, KeepsWhatIsShortOnOneLine) {
    EXPECT_EQ(laid_out(R"({"a":{"b":1,"c":[1,true]},"d":[],"e":{}})"),
              "{\n  \"a\": { \"b\": 1, \"c\": [1, true] },\n  \"d\": [],\n  \"e\": {}\n}\n");
    EXPECT_EQ(laid_out("{}"), "{}\n");
}

TEST(Layout, BreaksWhatWouldPassAHundredColumns) {
    const auto lines = [](const std::string& filler) {
        const std::string text = laid_out(R"({"a":[")" + filler + R"("]})");
        return std::count(text.begin(), text.end(), '\n');
    };
    std::string wide;
    for (int i = 0; i < 44; ++i) wide += "灯";
    EXPECT_EQ(lines(std::string(88, 'x')), 3);
    EXPECT_EQ(lines(std::string(89, 'x')), 5);
    EXPECT_EQ(lines(wide), 3) << "a Japanese character takes two columns";
    EXPECT_EQ(lines(wide + "灯"), 5);
}

TEST(Layout, KeepsTheSpellingOfNumbers) {
    EXPECT_EQ(laid_out("[1.50, 1e3, 43.06]"), "[\n  1.50,\n  1e3,\n  43.06\n]\n");
}

const fs::path kCorpus = OUTREACH_SOURCE_DIR "/tests/corpus";

std::vector<fs::path> corpus(std::initializer_list<const char*> folders) {
    std::vector<fs::path> files;
    for (const char* folder : folders) {
        for (const auto& file : fs::directory_iterator(kCorpus / folder)) {
            files.push_back(file.path());
        }
    }
    return files;
}

std::string bytes_of(const fs::path& path) {
    return load_text(path).source.value().text();
}

// What `outreach fmt --fix` would write; nothing for what is no JSON even then.
std::optional<std::string> formatted(const std::string& bytes) {
    const SourceText source("f.json", mend_text(bytes).text);
    auto tree = parsed(source);
    if (!tree) return {};
    (void)mend_values(*tree);
    return lay_out(*tree, source);
}

TEST(MendedCorpus, IsNotChangedASecondTime) {
    std::size_t files = 0;
    for (const fs::path& path : corpus({"valid", "broken", "partners-valid", "partners-broken"})) {
        const auto once = formatted(bytes_of(path));
        if (!once) continue;
        EXPECT_EQ(formatted(*once), once) << path;
        ++files;
    }
    EXPECT_GE(files, 500U);
}

TEST(MendedCorpus, IsReadWhereOnlyTheSpellingWasWrong) {
    const auto book = read_partners(*load_text(kCorpus / "partners.json").source).value.value();
    const std::set<std::string> mendable{"C0004", "C0007", "C0008", "C0009", "C0012"};
    std::ifstream file(kCorpus / "expected.json");
    std::size_t files = 0;
    const json expected = json::parse(file);
    for (const auto& [name, want] : expected.items()) {
        const std::string code = want.at("code");
        if (!mendable.contains(code)) continue;
        const auto mended = formatted(bytes_of(kCorpus / name));
        ASSERT_TRUE(mended) << name;
        const SourceText source(name, *mended);
        const auto problems =
            name.starts_with("partners")
                ? read_partners(source, &test::shipped_kinds()).diagnostics
                : read_campaign(source, {test::shipped_kinds(), &book}).diagnostics;
        for (const Diagnostic& each : problems) EXPECT_NE(code_name(each.code), code) << name;
        ++files;
    }
    EXPECT_GE(files, 40U);
}

TEST(MendedCorpus, ValidFilesKeepTheirTextAndTheirMeaning) {
    for (const fs::path& path : corpus({"valid", "partners-valid"})) {
        const std::string bytes = bytes_of(path);
        const Mended mended = mend_text(bytes);
        EXPECT_EQ(mended.text, bytes) << path;
        EXPECT_TRUE(mended.notes.empty()) << path;
        EXPECT_EQ(json::parse(formatted(bytes).value()), json::parse(bytes)) << path;
    }
}

}  // namespace
}  // namespace outreach::reading
