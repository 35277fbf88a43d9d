// Secrets of every kind are planted, endpoints echo them in every answer, and everything that the
// daemon and the command line say or keep is searched for them.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "config/base/hash.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/e2e/partner_side.hpp"

namespace outreach {
namespace {

using nlohmann::json;
using test::comes_true;

const std::string kFileKey = "UGxhbnRlZEZpbGVLZXktMDEyMzQ1Njc4OWFiY2RlZg==";
const std::string kEnvKey = "UGxhbnRlZEVudktleS0wMTIzNDU2Nzg5YWJjZGVmZ2g=";
const std::string kSlackPath = "/services/T0PLANTED/B0PLANTED/slackPlantedPath0123";
const std::string kLineToken = "linePlantedToken/0123456789+abcdef==";
const std::string kTemplateToken = "templatePlantedToken0123456789";
const std::string kProxyLogin = "outreach:proxyPlantedPassword0123";
const std::string kAccessToken = "accessPlantedToken0123456789abcdefghijkl";

const std::vector<std::string> kPlanted{kFileKey,
                                        kEnvKey,
                                        "slackPlantedPath0123",
                                        kLineToken,
                                        kTemplateToken,
                                        "proxyPlantedPassword0123",
                                        to_base64(kProxyLogin),
                                        "headerPlantedKey0123456789",
                                        kAccessToken};

constexpr const char* kPartners = R"({"format":1,"partners":[
 {"id":"p","name":"団体","endpoints":[
  {"id":"hook","connector":"webhook","proxy":"none","url":"http://127.0.0.1:{port}/hook","headers":{"X-Api-Key":"headerPlantedKey0123456789"},"allow_networks":["127.0.0.0/8"],
   "secrets":[{"file":"keys/file"},{"env":"OUTREACH_PLANTED"}]},
  {"id":"slack","connector":"slack","proxy":"none","url":{"file":"keys/slack"},"allow_networks":["127.0.0.0/8"]},
  {"id":"line","connector":"line","proxy":"none","url":"http://127.0.0.1:{port}","to":["U0123456789abcdef0123456789abcdef"],
   "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"keys/line"}]},
  {"id":"own","connector":"template","proxy":"none","url":"http://127.0.0.1:{port}/own","path":"own.json",
   "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"keys/own"}]},
  {"id":"proxied","connector":"webhook","url":"http://127.0.0.1:{port}/proxied",
   "allow_networks":["127.0.0.0/8"],"secrets":[{"file":"keys/file"}]}]}]})";

constexpr const char* kTemplate = R"({"format":1,"method":"POST",
  "headers":{"Authorization":"Bearer {{secret}}"},"body":{"json":{"text":"{{text}}"}}})";

// Whoever answers like this has been seen in the field: all of the request, back again.
http::Answer echo(const http::Request& request) {
    http::Answer answer;
    answer.status = 422;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = request.method + " " + request.path + "\n";
    for (const auto& [name, value] : request.headers) answer.body += name + ": " + value + "\n";
    // It knows its own keys and nobody else's.
    if (request.path != "/hook") return answer;
    answer.body += "keys: whsec_" + kFileKey + " " + kEnvKey + "\n";
    return answer;
}

class PlantedSecrets : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("OUTREACH_PLANTED", ("whsec_" + kEnvKey).c_str(), 1);
        const auto port = std::to_string(side_.port());
        plant("keys/file", "whsec_" + kFileKey);
        plant("keys/slack", "http://127.0.0.1:" + port + kSlackPath);
        plant("keys/line", kLineToken);
        plant("keys/own", kTemplateToken);
        plant("keys/proxy", kProxyLogin);
        plant("keys/access", kAccessToken);
        daemon_.dir().write("own.json", kTemplate);
        const json settings{
            {"delivery",
             {{"proxy", "http://127.0.0.1:" + port},
              {"proxy_credentials", (daemon_.dir().path() / "keys/proxy").string()}}},
            {"tokens",
             {{{"name", "sato"},
               {"role", "admin"},
               {"file", (daemon_.dir().path() / "keys/access").string()}}}}};
        daemon_.dir().write("settings.json", settings.dump());
        daemon_.write_partners(kPartners);
        daemon_.set_log_level("debug");
    }
    void TearDown() override { ::unsetenv("OUTREACH_PLANTED"); }
    void plant(const std::string& name, const std::string& secret) {
        std::filesystem::create_directories(daemon_.dir().path() / "keys");
        const auto file = daemon_.dir().write(name, secret + "\n");
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    }
    // What a command says on both its outputs.
    std::string cli(const std::string& arguments) const {
        const std::string file = (daemon_.dir().path() / "keys/access").string();
        const std::string command =
            std::string(OUTREACH_BIN_DIR) + "/outreach " + arguments +
            " --server http://127.0.0.1:" + std::to_string(daemon_.http_port()) + " --token-file " +
            file + " 2>&1";
        std::string said = command.substr(0, command.find(" --server")) + "\n";
        FILE* pipe = ::popen(command.c_str(), "r");
        char buffer[4096];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) said += buffer;
        ::pclose(pipe);
        return said;
    }
    static void expect_clean(const std::string& where, const std::string& text) {
        for (const std::string& secret : kPlanted) {
            const auto at = text.find(secret);
            EXPECT_EQ(at, std::string::npos)
                << where << " tells a secret: " << text.substr(at < 80 ? 0 : at - 80, 200);
        }
    }

    test::PartnerSide side_{echo};
    test::DaemonUnderTest daemon_{side_.port()};
};

TEST_F(PlantedSecrets, AreSaidAndKeptNowhere) {
    daemon_.write_campaign_text(
        "c",
        R"({"format":1,"id":"c","title":"試験","fiscal_year":"2026","organizer":{"name":"市"},
        "activities":[{"id":"x","kind":"other","title":"活動","partners":["p"],
        "schedule":{"date":"2099-03-01"},"notices":[{"id":"r","purpose":"reminder","when":{"at":")" +
            test::local_in(2) + R"("}}]}]})");
    daemon_.start({"--config", (daemon_.dir().path() / "settings.json").string()});
    ASSERT_TRUE(comes_true([&] { return side_.requests().size() >= 4; })) << daemon_.log();
    std::vector<std::pair<std::string, std::string>> said;
    const auto hear = [&](const std::string& path) {
        said.emplace_back(path, daemon_.send("GET", path, "", nullptr, kAccessToken));
    };
    const std::string tested = daemon_.send(
        "POST", "/api/v1/partners/p/test", R"({"reason":"試験"})", nullptr, kAccessToken);
    said.emplace_back("test", tested);
    for (const char* path : {"/health",
                             "/metrics",
                             "/readyz?verbose",
                             "/",
                             "/api/v1/partners",
                             "/api/v1/partners/p",
                             "/api/v1/dead-letters",
                             "/api/v1/notices",
                             "/api/v1/campaigns",
                             "/api/v1/audit",
                             "/api/v1/nothing-here"}) {
        hear(path);
    }
    said.emplace_back("wrong token",
                      daemon_.send("GET", "/api/v1/partners", "", nullptr, kAccessToken + "x"));
    for (const char* command : {"partner test p",
                                "partner show p",
                                "dead list",
                                "status",
                                "notices --json",
                                "partner rotate-secret p --reason 試験 "
                                "--endpoint slack"}) {
        said.emplace_back(command, cli(command));
    }
    // Not a search of nothing: the echoes came, and something is said of them.
    EXPECT_NE(tested.find("POST"), std::string::npos) << tested;
    EXPECT_NE(tested.find("\"status\":422"), std::string::npos) << tested;
    std::ifstream limits("/proc/" + std::to_string(daemon_.pid()) + "/limits");
    std::stringstream limit_text;
    limit_text << limits.rdbuf();
    daemon_.signal(SIGTERM);
    EXPECT_EQ(daemon_.wait(), 0) << daemon_.log();
    said.emplace_back("log", daemon_.log());
    EXPECT_GT(daemon_.log().size(), 1000U);
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(daemon_.dir().path() / "data")) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        said.emplace_back(entry.path().filename().string(), text.str());
    }
    for (const auto& [where, text] : said) expect_clean(where, text);
#if !defined(__SANITIZE_ADDRESS__)
    const std::string core = limit_text.str();
    const auto line = core.find("Max core file size");
    ASSERT_NE(line, std::string::npos);
    EXPECT_EQ(core.substr(line, 30).find_first_of("123456789"), std::string::npos)
        << "no core file: " << core.substr(line, 60);
#endif
}

}  // namespace
}  // namespace outreach
