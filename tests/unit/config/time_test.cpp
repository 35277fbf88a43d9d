#include "config/base/time.hpp"

#include <gtest/gtest.h>

namespace outreach {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3339, ReadsOffsetsAndFractions) {
    EXPECT_EQ(to_ms(*parse_rfc3339("1970-01-01T09:00:00+09:00")), 0);
    EXPECT_EQ(to_ms(*parse_rfc3339("1970-01-01T00:00:00.25Z")), 250);
    EXPECT_EQ(to_ms(*parse_rfc3339("1969-12-31T19:00:01-05:00")), 1000);
}

TEST(Rfc3339, RefusesWhatIsNoInstant) {
    for (const char* bad : {"",
                            "2025-07-02",
                            "2025-07-02T10:00",
                            "2025-07-02T10:00:00",
                            "2025-02-30T00:00:00Z",
                            "2025-07-02T24:00:00Z",
                            "2025-07-02T10:00:00+09:00x",
                            "2025-07-02 10:00:00Z",
                            "2025-07-02T10:00:00.Z",
                            "2025-07-02T10:00:00+9:00"}) {
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    }
}

TEST(Rfc3339, WritesWithTheOffsetGiven) {
    const SysTime t = *parse_rfc3339("2025-07-01T01:00:00Z");
    EXPECT_EQ(to_rfc3339(t, 540min), "2025-07-01T10:00:00+09:00");
    EXPECT_EQ(to_rfc3339(t, -210min), "2025-06-30T21:30:00-03:30");
    EXPECT_EQ(to_rfc3339_utc(t + Millis{7}), "2025-07-01T01:00:00.007Z");
    EXPECT_EQ(*parse_rfc3339(to_rfc3339_utc(t + Millis{7})), t + Millis{7});
}

TEST(Duration, ReadsFixedUnitsOnly) {
    EXPECT_EQ(parse_duration("PT15S"), 15s);
    EXPECT_EQ(parse_duration("PT1H30M"), 90min);
    EXPECT_EQ(parse_duration("P1W2DT1S"), 9 * 24h + 1s);
    for (const char* bad : {"", "P", "PT", "P1", "P1Y", "P1M", "15s", "PT1H30", "P1DT", "PT-1S"}) {
        EXPECT_FALSE(parse_duration(bad)) << bad;
    }
}

}  // namespace
}  // namespace outreach
