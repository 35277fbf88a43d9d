// A go/no-go decision in a rehearsal: at its moment the default outcome is told, the activity is
// off, and whoever the decision does not tell hears of the cancellation.
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "connectors/secrets.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach {
namespace {

std::string output_of(const std::string& command, int& code) {
    std::string text;
    FILE* pipe = ::popen(command.c_str(), "r");
    char buffer[4096];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
    code = ::pclose(pipe);
    return text;
}

constexpr const char* kPartners = R"({"format":1,"partners":[
  {"id":"a","name":"甲","endpoints":[{"id":"main","connector":"webhook","url":"http://127.0.0.1:9/a",
   "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]},
  {"id":"b","name":"乙","endpoints":[{"id":"main","connector":"webhook","url":"http://127.0.0.1:9/b",
   "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}]}]}]})";

constexpr const char* kCampaign = R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7",
  "organizer":{"name":"市"},"activities":[{"id":"x","kind":"other","title":"街頭活動",
    "status":"confirmed","audience":"public","partners":["a","b"],
    "schedule":{"start":"2025-07-05T10:00","end":"2025-07-05T12:00"},
    "decisions":[{"at":"2025-07-05T06:00","default":"cancel","to":["a"],
      "texts":{"cancel":"荒天のため中止します。","go":"行います。"}}],
    "notices":[
      {"id":"week","purpose":"reminder","when":{"days":7,"before":"start","at":"10:00"}},
      {"id":"hour","purpose":"reminder","when":{"hours":1,"before":"start"}},
      {"id":"off","purpose":"cancellation","when":{"on":"cancelled"}}]}]})";

TEST(RehearsedDecision, CallsTheActivityOffAndNobodyIsRemindedOfIt) {
    const test::TempDir dir;
    (void)dir.write("secret", connectors::new_secret() + "\n");
    const auto partners = dir.write("partners.json", kPartners);
    const auto campaign = dir.write("c.json", kCampaign);
    int code = -1;
    const std::string told = output_of(
        std::string(OUTREACH_BIN_DIR) + "/outreach --lang en rehearse " + std::string(campaign) +
            " --partners " + std::string(partners) + " --speed max 2>/dev/null",
        code);
    EXPECT_EQ(code, 0) << told;
    const auto count = [&](const std::string& what) {
        std::size_t found = 0;
        for (auto at = told.find(what); at != told.npos; at = told.find(what, at + 1)) ++found;
        return found;
    };
    EXPECT_EQ(count("2025-06-28T10:00  reminder"), 2U) << told;
    EXPECT_EQ(count("2025-07-05T06:00  decision     x → a"), 1U) << told;
    EXPECT_EQ(count("cancellation x → b"), 1U) << told;
    EXPECT_EQ(count("cancellation x → a"), 0U) << "the decision told it";
    EXPECT_EQ(count("T09:00  reminder"), 0U) << "nobody is reminded of what is off";
    EXPECT_NE(told.find("planned 4, received and verified 4, missing 0"), told.npos) << told;
}

}  // namespace
}  // namespace outreach
