// Files that staff really write: what is wrong with each is said at its line, with its code and a
// word of help. tests/corpus/expected.json holds what is expected of the first problem.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/template_file.hpp"
#include "tests/support/builders.hpp"

namespace outreach::reading {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = OUTREACH_SOURCE_DIR "/tests/corpus";

const campaigns::PartnerBook& partners() {
    static const campaigns::PartnerBook book = [] {
        const auto text = load_text(kCorpus / "partners.json");
        return *read_partners(*text.source, &test::shipped_kinds()).value;
    }();
    return book;
}

std::vector<Diagnostic> problems_of(const fs::path& path) {
    auto text = load_text(path);
    if (!text.source) return text.diagnostics;
    const std::string folder = path.parent_path().filename().string();
    if (folder.starts_with("partners")) {
        return read_partners(*text.source, &test::shipped_kinds()).diagnostics;
    }
    if (folder.starts_with("templates")) {
        return connectors::read_template_file(text.source->text(), path.string()).diagnostics;
    }
    const calendar::LocalDate today = *calendar::parse_date("2026-11-22");
    return read_campaign(*text.source,
                         {test::shipped_kinds(), &partners(), calendar::Holidays::by_law(), today})
        .diagnostics;
}

nlohmann::json expectations() {
    std::ifstream file(kCorpus / "expected.json");
    return nlohmann::json::parse(file);
}

TEST(Corpus, EveryBrokenFileGetsItsMessage) {
    const auto expected = expectations();
    ASSERT_GE(expected.size(), 120U);
    for (const auto& [name, want] : expected.items()) {
        const auto problems = problems_of(kCorpus / name);
        if (problems.empty()) {
            ADD_FAILURE() << name << " is accepted";
            continue;
        }
        const Diagnostic& first = problems.front();
        EXPECT_EQ(code_name(first.code), want.at("code").get<std::string>()) << name;
        EXPECT_EQ(first.severity == Severity::error ? "error" : "warning",
                  want.at("severity").get<std::string>())
            << name;
        EXPECT_EQ(first.position.line, want.at("line").get<std::size_t>()) << name;
        EXPECT_FALSE(first.message.empty()) << name;
        const std::string words = want.value("help_contains", "");
        EXPECT_NE((first.message + first.help).find(words), std::string::npos)
            << name << ": " << words << " is not in: " << first.message << " | " << first.help;
    }
}

TEST(Corpus, EveryBrokenFileIsExpected) {
    const auto expected = expectations();
    for (const char* folder : {"broken", "partners-broken", "templates-broken"}) {
        for (const auto& file : fs::directory_iterator(kCorpus / folder)) {
            const std::string name = std::string(folder) + "/" + file.path().filename().string();
            EXPECT_TRUE(expected.contains(name)) << name;
        }
    }
}

TEST(Corpus, EveryValidFileIsReadWithoutAWord) {
    std::size_t files = 0;
    for (const char* folder : {"valid", "partners-valid", "templates-valid"}) {
        for (const auto& file : fs::directory_iterator(kCorpus / folder)) {
            const auto problems = problems_of(file.path());
            EXPECT_TRUE(problems.empty()) << file.path() << "\n"
                                          << (problems.empty() ? "" : to_text(problems.front()));
            ++files;
        }
    }
    EXPECT_GE(files, 100U);
}

// The warnings of an "inline secret" stand beside valid partner files; all others are silent.
TEST(Corpus, EveryCodeHasAnExplanationInBothLanguages) {
    const auto expected = expectations();
    for (const auto& [name, want] : expected.items()) {
        for (const char* language : {"ja", "en"}) {
            const fs::path page = fs::path(OUTREACH_SOURCE_DIR "/campaigns/explanations") /
                                  language / (want.at("code").get<std::string>() + ".md");
            EXPECT_TRUE(fs::exists(page)) << page;
        }
    }
}

}  // namespace
}  // namespace outreach::reading
