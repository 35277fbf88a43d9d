#include <gtest/gtest.h>

#include "config/base/files.hpp"
#include "config/settings_loader.hpp"

namespace outreach::config {
namespace {

TEST(Settings, ShippedExampleIsTheDefaults) {
    const auto text = read_file(OUTREACH_SOURCE_DIR "/config/outreachd.example.json", 100'000);
    ASSERT_TRUE(text);
    Settings read;
    EXPECT_EQ(load_settings(*text, read), Problems{});
    const Settings defaults;
    EXPECT_EQ(read.listen.port, defaults.listen.port);
    EXPECT_EQ(read.redis.url, defaults.redis.url);
    EXPECT_EQ(read.redis.partitions, defaults.redis.partitions);
    EXPECT_EQ(read.delivery.concurrency, defaults.delivery.concurrency);
    EXPECT_EQ(read.delivery.lease, defaults.delivery.lease);
    EXPECT_EQ(read.delivery.timeout, defaults.delivery.timeout);
    EXPECT_EQ(read.delivery.drain, defaults.delivery.drain);
    EXPECT_EQ(check_settings(read), Problems{});
}

TEST(Settings, TellsEveryProblemByPointer) {
    Settings settings;
    const auto problems = load_settings(
        R"({"redis":{"partitions":70,"urll":"x"},"listen":8080,"delivery":{"lease":"PT1S"},"zz":1})",
        settings);
    ASSERT_EQ(problems.size(), 5U);
    EXPECT_EQ(problems[0], "/listen is 8080, want \"127.0.0.1:8080\"");
    EXPECT_EQ(problems[1], "/redis/partitions is 70, want 1..64");
    EXPECT_NE(problems[2].find("/delivery/lease is \"PT1S\""), std::string::npos);
    EXPECT_EQ(settings.redis.partitions, 16) << "a bad value leaves the default";
}

TEST(Settings, ListenerBeyondLoopbackIsRefused) {
    Settings settings;
    ASSERT_EQ(parse_listen("0.0.0.0:80", settings.listen), Problems{});
    EXPECT_EQ(check_settings(settings).size(), 1U);
    ASSERT_EQ(parse_listen("[::1]:0", settings.listen), Problems{});
    EXPECT_EQ(settings.listen.address, "::1");
    EXPECT_EQ(check_settings(settings), Problems{});
    for (const char* bad : {"", "host:80", "127.0.0.1", "127.0.0.1:99999", "1.2.3:80"}) {
        EXPECT_EQ(parse_listen(bad, settings.listen).size(), 1U) << bad;
    }
}

TEST(Settings, LeaseMustOutliveTheTimeout) {
    Settings settings;
    settings.delivery.lease = settings.delivery.timeout;
    EXPECT_EQ(check_settings(settings).size(), 1U);
}

}  // namespace
}  // namespace outreach::config
