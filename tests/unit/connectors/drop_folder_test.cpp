#include "connectors/drop_folder.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "connectors/file_connector.hpp"

namespace outreach::connectors {
namespace {

std::string name_of(const std::string& id, const std::string& due) {
    campaigns::OutgoingNotice notice;
    notice.id = id;
    notice.due = due;
    return drop_name(notice).value_or("refused");
}

TEST(DropName, IsTheLocalTimeAndTheId) {
    EXPECT_EQ(name_of("ntc_20ab", "2026-11-30T10:00:00+09:00"), "20261130T100000-ntc_20ab.json");
    EXPECT_EQ(name_of("ntc_20ab", "2026-11-30T10:00:00.250+09:00"),
              "20261130T100000-ntc_20ab.json");
    EXPECT_EQ(name_of("ntc_20ab", "2026-11-30T01:00:00Z"), "20261130T010000-ntc_20ab.json");
}

TEST(DropName, RefusesWhatIsMoreThanAName) {
    const std::string due = "2026-11-30T10:00:00+09:00";
    for (const std::string& id : {std::string(),
                                  std::string("../ntc_1"),
                                  std::string("ntc/1"),
                                  std::string("ntc.1"),
                                  std::string("NTC_1"),
                                  std::string("ntc-1"),
                                  std::string("ntc 1"),
                                  std::string("通知"),
                                  std::string("ntc\0", 4),
                                  std::string(101, 'a')}) {
        EXPECT_EQ(name_of(id, due), "refused") << id;
    }
    for (const char* bad :
         {"", "2026-11-30", "../../etc/passwd/xxx", "2026-13-30T10:00:00+09:00"}) {
        EXPECT_EQ(name_of("ntc_1", bad), "refused") << bad;
    }
    EXPECT_NE(name_of(std::string(100, 'a'), due), "refused");
}

struct ErrorCase {
    const char* name;
    int error;
    Verdict verdict;
    const char* help;
};
class DropError : public testing::TestWithParam<ErrorCase> {};
TEST_P(DropError, IsHeldWhereSomebodyMustHelp) {
    const ErrorCase& c = GetParam();
    const Outcome outcome = judge_drop_error(c.error, "/srv/連携/out");
    EXPECT_EQ(outcome.verdict, c.verdict);
    EXPECT_NE(outcome.detail.find("/srv/連携/out"), std::string::npos) << outcome.detail;
    EXPECT_NE(outcome.detail.find(c.help), std::string::npos) << outcome.detail;
    EXPECT_EQ(outcome.pause.has_value(), c.verdict == Verdict::held);
    EXPECT_FALSE(outcome.unknown);
}
INSTANTIATE_TEST_SUITE_P(
    Errno,
    DropError,
    testing::Values(ErrorCase{"missing", ENOENT, Verdict::held, "create it"},
                    ErrorCase{"no_folder", ENOTDIR, Verdict::held, "create it"},
                    ErrorCase{"no_permission", EACCES, Verdict::held, "let its user"},
                    ErrorCase{"not_ours", EPERM, Verdict::held, "let its user"},
                    ErrorCase{"read_only", EROFS, Verdict::held, "mount it for writing"},
                    ErrorCase{"disk_full", ENOSPC, Verdict::retry, "no room"},
                    ErrorCase{"quota", EDQUOT, Verdict::retry, "no room"},
                    ErrorCase{"broken_disk", EIO, Verdict::retry, "Input/output error"},
                    ErrorCase{"share_gone", ESTALE, Verdict::retry, "cannot be written to"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace outreach::connectors
