// What LINE says of an account's quota, asked over the real client.
#include "connectors/line_account.hpp"

#include <gtest/gtest.h>

#include "tests/support/connector_rig.hpp"

namespace outreach::connectors {
namespace {

TEST(LineAccount, TellsWhatIsUsedAndLeft) {
    test::ConnectorRig rig("line");
    auto& line = rig.fake_as<test::FakeLine>();
    line.quota = 200;
    line.used = 180;
    const auto use = rig.ask_line();
    ASSERT_TRUE(use);
    EXPECT_EQ(use->used, 180);
    EXPECT_EQ(messages_left(use->quota, use->used), 20);
    line.quota.reset();
    EXPECT_EQ(messages_left(rig.ask_line()->quota, 180), std::nullopt);
}

TEST(LineAccount, SaysNothingWhereLineDoesNotAnswer) {
    test::ConnectorRig rig("line");
    rig.fake().revoke();
    EXPECT_FALSE(rig.ask_line());
}

}  // namespace
}  // namespace outreach::connectors
