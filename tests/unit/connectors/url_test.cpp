#include "connectors/url.hpp"

#include <gtest/gtest.h>

namespace outreach::connectors {
namespace {

TEST(Url, IsTakenApart) {
    const auto url = parse_url("https://partner.example/hooks?a=1#x");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->tls);
    EXPECT_EQ(url->host, "partner.example");
    EXPECT_EQ(url->port, "443");
    EXPECT_EQ(url->path, "/hooks?a=1");
    EXPECT_EQ(url->host_header(), "partner.example");
    const auto v6 = parse_url("http://[::1]:9000");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->path, "/");
    EXPECT_EQ(v6->host_header(), "[::1]:9000");
}

TEST(Url, RefusesWhatIsNone) {
    for (const char* bad : {"",
                            "ftp://a/",
                            "http://",
                            "https:///x",
                            "http://[::1",
                            "http://a:x/",
                            "http://a:123456/"}) {
        EXPECT_FALSE(parse_url(bad)) << bad;
    }
}

}  // namespace
}  // namespace outreach::connectors
