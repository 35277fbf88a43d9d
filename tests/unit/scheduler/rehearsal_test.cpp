#include "scheduler/cli/rehearsal.hpp"

#include <gtest/gtest.h>

namespace outreach::cli {
namespace {

const SysTime kDue = from_ms(1'751'338'800'000);

TEST(Rehearsal, IsGoodOnlyWhenEachArrivesOnceInTime) {
    Rehearsal good;
    good.expect("a", kDue);
    good.arrived("a", kDue + Millis{250}, true);
    EXPECT_TRUE(good.good());
    EXPECT_EQ(good.to_json(),
              R"({"planned":1,"received":1,"missing":0,"duplicates":0,"early":0,"expired":0,)"
              R"("skipped":0,"lateness_max_s":0.25,"dead":0,"unverified":0,"unplanned":0})");
}

TEST(Rehearsal, TellsEveryFault) {
    Rehearsal bad;
    for (const char* id : {"early", "twice", "lost", "late", "forged"}) bad.expect(id, kDue);
    bad.arrived("early", kDue - Millis{1}, true);
    bad.arrived("twice", kDue, true);
    bad.arrived("twice", kDue, true);
    bad.ended("late", true);
    bad.ended("lost", false);
    bad.arrived("forged", kDue, false);
    bad.arrived("stranger", kDue, true);
    EXPECT_FALSE(bad.good());
    EXPECT_EQ(bad.missing(), 2U) << "the lost one, and the one whose signature was bad";
    EXPECT_EQ(bad.to_json(),
              R"({"planned":5,"received":3,"missing":2,"duplicates":1,"early":1,"expired":1,)"
              R"("skipped":0,"lateness_max_s":0.0,"dead":1,"unverified":1,"unplanned":1})");
}

}  // namespace
}  // namespace outreach::cli
