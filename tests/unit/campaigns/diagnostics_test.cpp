#include "campaigns/reading/diagnostics.hpp"

#include <gtest/gtest.h>

#include "campaigns/reading/json_tree.hpp"

namespace outreach::reading {
namespace {

std::vector<Diagnostic> problems_of(const std::string& text) {
    const SourceText source("f.json", text);
    Diagnostics diagnostics(source);
    (void)parse_json(source, diagnostics);
    return diagnostics.take();
}

TEST(SourceText, ColumnsCountDisplayCells) {
    const SourceText source("f", "ab\n  \"札幌\": ｱx");
    EXPECT_EQ(source.position(0).column, 1U);
    EXPECT_EQ(source.position(3).line, 2U);
    const auto colon = source.text().find(':');
    EXPECT_EQ(source.position(colon).column, 9U) << "two wide characters are four cells";
    EXPECT_EQ(display_width("令和７年"), 8U);
    EXPECT_EQ(display_width("か\xE3\x82\x99"), 2U) << "a combining mark takes no cell";
}

TEST(Diagnostics, CaretStandsUnderWideText) {
    const std::string text = "{ \"札幌\": 1, \"札幌\": 2 }";
    const auto all = problems_of(text);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(to_text(all[0]),
              "f.json:1:14: error[C0102]: the key \"札幌\" stands here a second time\n"
              "    1 | { \"札幌\": 1, \"札幌\": 2 }\n"
              "      |              ^^^^^^\n"
              "      help: keep one of the two; only one of them could count\n");
}

struct SyntaxCase {
    const char* name;
    const char* text;
    const char* message;
    std::size_t line;
    std::size_t column;
};
class Syntax : public testing::TestWithParam<SyntaxCase> {};
TEST_P(Syntax, IsNamedAtItsPlace) {
    const auto all = problems_of(GetParam().text);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NE(all[0].message.find(GetParam().message), std::string::npos) << all[0].message;
    EXPECT_EQ(all[0].position.line, GetParam().line);
    EXPECT_EQ(all[0].position.column, GetParam().column);
}
INSTANTIATE_TEST_SUITE_P(
    Json,
    Syntax,
    testing::Values(
        SyntaxCase{"trailing_comma", "{ \"a\": 1,\n}", "comma stands before", 1, 9},
        SyntaxCase{"comment", "{\n // x\n \"a\": 1 }", "no comments", 2, 2},
        SyntaxCase{"missing_comma", "{ \"a\": 1\n  \"b\": 2 }", "comma or colon is missing", 2, 3},
        SyntaxCase{"ends_early", "{ \"a\": [1, 2", "ends too early", 1, 12},
        SyntaxCase{"single_quotes", "{ 'a': 1 }", "single quotation", 1, 3},
        SyntaxCase{"full_width_colon", "{ \"a\"： 1 }", "full-width ：", 1, 6},
        SyntaxCase{"full_width_comma", "{ \"a\": 1， \"b\": 2 }", "full-width ，", 1, 9},
        SyntaxCase{"line_break_in_text", "{ \"a\": \"x\ny\" }", "past the end of the line", 1, 10},
        SyntaxCase{"empty", "", "ends too early", 1, 1},
        SyntaxCase{"byte_order_mark", "\xEF\xBB\xBF{}", "byte order mark", 1, 1},
        SyntaxCase{"cp932", "{ \"a\": \"\x8E\x44\" }", "CP932", 1, 9},
        SyntaxCase{"neither", "{ \"a\": \"\xFF\xFE\" }", "not UTF-8", 1, 9}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Json, NestingIsBounded) {
    const auto all = problems_of(std::string(100'000, '['));
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].code, Code::too_deep);
}

TEST(Json, EveryNodeKnowsItsPlace) {
    const SourceText source("f", R"({"a": [1, -2.5e3, "x\"y", true, null, {"b": "c"}]})");
    Diagnostics diagnostics(source);
    const auto tree = parse_json(source, diagnostics);
    ASSERT_TRUE(tree);
    const auto text_of = [&](const Span& span) {
        return source.text().substr(span.begin, span.end - span.begin);
    };
    const auto& items = tree->members.at(0).value.items;
    ASSERT_EQ(items.size(), 6U);
    EXPECT_EQ(text_of(tree->members[0].key_span), "\"a\"");
    EXPECT_EQ(text_of(items[0].span), "1");
    EXPECT_EQ(text_of(items[1].span), "-2.5e3");
    EXPECT_EQ(text_of(items[2].span), R"("x\"y")");
    EXPECT_EQ(text_of(items[3].span), "true");
    EXPECT_EQ(text_of(items[4].span), "null");
    EXPECT_EQ(text_of(items[5].span), R"({"b": "c"})");
    EXPECT_EQ(text_of(items[5].members.at(0).value.span), R"("c")");
    EXPECT_EQ(text_of(tree->span), source.text());
}

TEST(DidYouMean, FindsTheNearAndLeavesTheFar) {
    EXPECT_EQ(did_you_mean("titel", {"title", "kind", "status"}), "title");
    EXPECT_EQ(did_you_mean("hogoshika", {"bbs", "hogoshikai"}), "hogoshikai");
    EXPECT_EQ(did_you_mean("zzzz", {"title", "kind"}), "");
}

TEST(Diagnostics, JsonAndGithubForms) {
    const auto all = problems_of("{ \"a\": 1, \"a\": 2 }");
    EXPECT_NE(to_json(all).find("\"code\": \"C0102\""), std::string::npos);
    EXPECT_TRUE(to_github(all[0]).starts_with("::error file=f.json,line=1,col=11,title=C0102::"));
}

}  // namespace
}  // namespace outreach::reading
