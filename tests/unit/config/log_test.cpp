#include "config/base/log.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach {
namespace {

TEST(Log, WritesOneJsonLinePerEvent) {
    std::vector<std::string> lines;
    const Log log(LogLevel::info, LogForm::json, [&](LogLevel, std::string_view line) {
        lines.emplace_back(line);
    });
    log.debug("not.wanted");
    log.warn("disk.low", {{"free", 12}, {"path", "/var/ログ\n"}, {"ok", false}});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].find('\n'), std::string::npos);
    const auto line = nlohmann::json::parse(lines[0]);
    EXPECT_EQ(line.at("event"), "disk.low");
    EXPECT_EQ(line.at("level"), "warn");
    EXPECT_EQ(line.at("free"), 12);
    EXPECT_EQ(line.at("path"), "/var/ログ\n");
    EXPECT_EQ(line.at("ok"), false);
}

}  // namespace
}  // namespace outreach
