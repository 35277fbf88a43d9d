// What the programs say of files before anything is sent: validate, preview, outreachd --check.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "connectors/secrets.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach {
namespace {

using nlohmann::json;

class Files : public testing::Test {
protected:
    // What `program` says on both its outputs, or on standard output alone.
    std::string output_of(const std::string& program,
                          const std::string& arguments,
                          const std::string& errors = "2>&1") {
        const std::string command = std::string(OUTREACH_BIN_DIR)
                                        .append("/")
                                        .append(program)
                                        .append(" --lang en ")
                                        .append(arguments)
                                        .append(" ")
                                        .append(errors);
        std::string text;
        FILE* pipe = ::popen(command.c_str(), "r");
        char buffer[4096];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
        const int status = ::pclose(pipe);
        code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return text;
    }
    void write_partners(const std::string& endpoints) {
        dir_.write("partners.json",
                   R"({"format":1,"partners":[{"id":"a","name":"保護司会","endpoints":[)" +
                       endpoints + "]}]}");
    }
    // A reminder of an activity with each of the descriptions.
    void write_campaign(const std::vector<std::pair<std::string, std::string>>& described) {
        std::string activities;
        for (const auto& [id, description] : described) {
            if (!activities.empty()) activities += ",";
            activities += R"({"id":")" + id +
                          R"(","kind":"other","title":"街頭活動","description":")" + description +
                          R"(","partners":["a"],"schedule":{"date":"2025-12-01"},"notices":)" +
                          R"([{"id":"r","purpose":"reminder","when":{"at":"2025-11-24T10:00"}}]})";
        }
        dir_.write("campaigns/c.json",
                   R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7",)"
                   R"("organizer":{"name":"市"},"activities":[)" +
                       activities + "]}");
    }
    [[nodiscard]] std::string paths() const {
        return (dir_.path() / "campaigns").string() + " --partners " +
               (dir_.path() / "partners.json").string();
    }

    test::TempDir dir_;
    int code_ = -1;
};

bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

TEST_F(Files, ValidateShowsAFaultOfATemplateFileAsAnyOther) {
    write_campaign({{"x", "配布します。"}});
    write_partners(R"({"id":"t","connector":"template","url":"https://t.jp/","path":"tb.json"},)"
                   R"({"id":"u","connector":"template","url":"https://u.jp/","path":"tb.json"})");
    dir_.write("tb.json", R"({ "format": 1, "boddy": {} })");
    const std::string text = output_of("outreach", std::string("validate ").append(paths()));
    EXPECT_EQ(code_, 1);
    for (const char* words : {"tb.json:1:16: error[C0101]: unknown key \"boddy\"",
                              "    1 | { \"format\": 1, \"boddy\": {} }\n",
                              "^^^^^^^\n",
                              "help: did you mean \"body\"?",
                              "2 files, 2 errors, "}) {
        EXPECT_TRUE(has(text, words)) << words << "\n" << text;
    }
    const json all =
        json::parse(output_of("outreach", "validate --format json " + paths(), "2>/dev/null"));
    EXPECT_EQ(code_, 1);
    ASSERT_EQ(all.size(), 2U) << "once, though two endpoints name it";
    EXPECT_EQ(all[0].at("code"), "C0104");
    EXPECT_EQ(all[1].at("code"), "C0101");
    EXPECT_EQ(all[1].at("file"), (dir_.path() / "tb.json").string());
    EXPECT_TRUE(has(output_of("outreach", "validate --format github " + paths()),
                    "tb.json,line=1,col=16,title=C0101::"));
    std::filesystem::remove(dir_.path() / "tb.json");
    EXPECT_TRUE(has(output_of("outreach", std::string("validate ").append(paths())),
                    "tb.json:1:1: error[C0168]"));
}

TEST_F(Files, CheckWarnsOfEveryEndpointThatCannotBeUsed) {
    write_campaign({{"x", "配布します。"}});
    dir_.write("good", connectors::new_secret() + "\n");
    dir_.write("empty", "\n");
    dir_.write("word", "himitsu-no-kagi\n");
    dir_.write("over", connectors::new_secret() + " until=2020-01-01T00:00:00Z\n");
    dir_.write("two-lines", "a\nb\n");
    dir_.write("out/readme", "");
    const auto hook = [](const std::string& id, const std::string& file) {
        return R"({"id":")" + id + R"(","connector":"webhook","url":"https://p.jp/",)" +
               R"("secrets":[{"file":")" + file + R"("}]},)";
    };
    write_partners(hook("fine", "good") + hook("absent", "nowhere") + hook("empty", "empty") +
                   hook("word", "word") + hook("over", "over") +
                   R"({"id":"chat","connector":"slack","url":{"file":"slack-url"}},
        {"id":"line","connector":"line","to":"broadcast","secrets":[{"file":"two-lines"}]},
        {"id":"ca","connector":"webhook","url":"https://p.jp/","secrets":[{"file":"good"}],
         "tls":{"ca":"ca.pem"}},
        {"id":"folder","connector":"file","path":"mnt"},
        {"id":"no-folder","connector":"file","path":"good"},
        {"id":"out","connector":"file","path":"out"})");
    const std::string arguments = std::string("--check --campaigns ").append(paths());
    const std::string text = output_of("outreachd", arguments);
    EXPECT_EQ(code_, 0) << "the daemon starts with them, too";
    for (const char* name :
         {"absent", "empty", "word", "over", "chat", "line", "ca", "folder", "no-folder"}) {
        const auto at = text.find(std::string("warning: a/") + name + ": ");
        ASSERT_NE(at, std::string::npos) << name << "\n" << text;
        const std::string line = text.substr(at, text.find('\n', at) - at);
        EXPECT_TRUE(line.ends_with("; nothing would be sent to it")) << line;
    }
    EXPECT_FALSE(has(text, "a/fine")) << text;
    EXPECT_FALSE(has(text, "a/out:")) << text;
    EXPECT_TRUE(has(text, "2 files, 0 errors, 9 endpoints that cannot be used\n")) << text;
    write_partners(hook("fine", "good") + R"({"id":"out","connector":"file","path":"out"})");
    const std::string quiet = output_of("outreachd", arguments);
    EXPECT_TRUE(quiet.ends_with("2 files, 0 errors\n")) << quiet;
}

TEST_F(Files, PreviewShowsWhatWouldBeHeldBack) {
    std::string description;
    for (int i = 0; i < 400; ++i) description += "社会を明るくする運動。";
    write_campaign(
        {{"long", description}, {"open", "講師は○○さんです。"}, {"plain", "配ります。"}});
    write_partners(R"({"id":"main","connector":"webhook","url":"https://p.jp/",)"
                   R"("secrets":[{"file":"s"}]},)"
                   R"({"id":"chat","connector":"discord","url":{"file":"u"}})");
    const std::string all =
        std::string("preview ").append(paths()).append(" --from 2025-11-01 --to 2025-11-30 ");
    const json notices = json::parse(output_of("outreach", all + "--json", "2>/dev/null"));
    EXPECT_EQ(code_, 0);
    std::map<std::string, std::string> states;
    for (const json& each : notices) {
        const std::string name =
            each.at("activity").get<std::string>() + "/" + each.at("endpoint").get<std::string>();
        states[name] = each.at("state");
        EXPECT_EQ(each.at("held_back").empty(), states[name] == "planned") << each;
        for (const json& why : each.at("held_back")) EXPECT_TRUE(why.is_string()) << each;
    }
    EXPECT_EQ(states,
              (std::map<std::string, std::string>{{"long/main", "planned"},
                                                  {"long/chat", "held"},
                                                  {"open/main", "held"},
                                                  {"open/chat", "held"},
                                                  {"plain/main", "planned"},
                                                  {"plain/chat", "planned"}}));
    const std::string told = output_of("outreach", all, "2>&1 >/dev/null");
    EXPECT_TRUE(has(told, "held back: r of long to a/chat: the message needs")) << told;
    EXPECT_TRUE(has(told, "held back: r of open: ")) << told;
    const std::string csv = output_of("outreach", all + "--format csv", "2>/dev/null");
    EXPECT_TRUE(has(csv, ",long,1,r,a,chat,held,")) << csv;
    EXPECT_TRUE(has(csv, ",long,1,r,a,main,planned,")) << csv;
    const std::string table = output_of("outreach", all, "2>/dev/null");
    EXPECT_TRUE(has(table, "  held  ")) << table;
}

}  // namespace
}  // namespace outreach
