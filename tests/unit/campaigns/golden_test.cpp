// Every message of the example year, in three languages, as files that people have read: a change
// of words shows as a change of tests/golden. OUTREACH_UPDATE_GOLDEN=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "config/base/files.hpp"
#include "tests/support/builders.hpp"

namespace outreach {
namespace {

namespace fs = std::filesystem;
using campaigns::MessageLanguage;

const fs::path kSource = OUTREACH_SOURCE_DIR;

// The example with every partner reading one language.
std::string whole_year(MessageLanguage language) {
    auto around = std::make_shared<plan::Surroundings>();
    around->kinds = test::shipped_kinds();
    const auto book = reading::load_text(kSource / "campaigns/examples/partners.json");
    around->partners = *reading::read_partners(*book.source).value;
    for (auto& partner : around->partners.partners) partner.language = language;
    std::vector<std::string> problems;
    around->templates = wording::TemplateBook::load(templates_dir(), problems);
    const auto text = reading::load_text(kSource / "campaigns/examples/sapporo-r7.json");
    const auto campaign =
        *reading::read_campaign(*text.source, {around->kinds, &around->partners}).value;
    const SysTime now = test::at("2025-04-01T00:00:00+09:00");
    journal::Ledger ledger;
    ledger.apply(plan::observe(campaign, around->partners, {}, now));
    const plan::CompiledCampaign compiled(
        around, campaign, ledger.history(campaign.id), now, false);
    std::string all;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& notice : compiled.plan().notices) {
        const std::string activity = compiled.activity_of(notice).id.str();
        const std::string what =
            compiled.rule_of(notice).id.str() + " " +
            plan::occurrence_name(compiled.activity_of(notice), compiled.rule_of(notice), notice);
        // One partner stands for all: only its name differs.
        if (!seen.emplace(activity, what).second) continue;
        const auto out = compiled.render(notice, 1, false);
        all += "════ " + compiled.zone().format(notice.due) + "  " + activity + "  " + what + "\n" +
               out.message.subject + "\n\n" + out.message.text + "\n\n";
    }
    return all;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, WholeYearReadsAsItDid) {
    const std::string now = whole_year(*campaigns::from_word<MessageLanguage>(GetParam()));
    const fs::path file = kSource / "tests/golden" / (std::string(GetParam()) + ".txt");
    if (std::getenv("OUTREACH_UPDATE_GOLDEN") != nullptr) {
        ASSERT_TRUE(write_file(file, now));
    }
    const auto golden = read_file(file, std::size_t{4} << 20U);
    ASSERT_TRUE(golden) << file;
    EXPECT_TRUE(*golden == now) << "the words have changed: look at the difference, then run with "
                                   "OUTREACH_UPDATE_GOLDEN=1";
    EXPECT_GT(std::count(now.begin(), now.end(), '\n'), 500);
}
INSTANTIATE_TEST_SUITE_P(
    Year, Golden, testing::Values("ja", "ja-easy", "en"), [](const auto& info) {
        return info.param == std::string("ja-easy") ? std::string("ja_easy") : info.param;
    });

}  // namespace
}  // namespace outreach
