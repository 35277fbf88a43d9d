// The drop folder on a real disk: what a receiver finds there, and what stands in the way.
#include "connectors/file_connector.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include "connectors/cloud_event.hpp"
#include "connectors/drop_folder.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using test::run;

constexpr const char* kName = "20261130T100000-ntc_20ab.json";
const SysTime kNow = *parse_rfc3339("2026-11-30T01:00:02Z");

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

SigningKey key(char filling) {
    return HmacKey{std::string(32, filling)};
}

class FileConnectorTest : public testing::Test {
protected:
    FileConnectorTest() {
        target_.connector = "file";
        target_.folder = dir_.path() / "出力";
        fs::create_directory(target_.folder);
        notice_.id = "ntc_20ab";
        notice_.campaign = CampaignId("minimal");
        notice_.activity = ActivityId("panel-exhibition");
        notice_.activity_title = "再犯防止パネル展";
        notice_.due = "2026-11-30T10:00:00+09:00";
        notice_.message = {campaigns::MessageLanguage::ja, "【パネル展の御案内】", "本文\n二行目"};
    }
    Outcome send() { return send(target_, notice_); }
    Outcome send(const Target& target, const campaigns::OutgoingNotice& notice) {
        auto to = std::make_shared<const Target>(target);
        auto what = std::make_shared<const campaigns::OutgoingNotice>(notice);
        return run(io_, connector_.send(std::move(to), std::move(what), Trial{}));
    }
    fs::path folder() const { return target_.folder; }
    std::set<std::string> listing() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(target_.folder)) {
            names.insert(entry.path().filename());
        }
        return names;
    }
    Verification verify(const std::vector<SigningKey>& keys) const {
        std::istringstream line(read(folder() / (std::string(kName) + ".signature")));
        std::string id;
        std::string timestamp;
        std::string signatures;
        line >> id >> timestamp >> std::ws;
        std::getline(line, signatures);
        EXPECT_EQ(id, "ntc_20ab");
        return verify_webhook(keys, id, timestamp, signatures, read(folder() / kName), kNow);
    }

    test::TempDir dir_;
    boost::asio::io_context io_{1};
    test::ManualClock clock_{io_.get_executor(), kNow};
    FileConnector connector_{io_.get_executor(), clock_};
    Target target_;
    campaigns::OutgoingNotice notice_;
};

TEST_F(FileConnectorTest, WritesTheCloudEvent) {
    const auto old_mask = ::umask(077);
    const Outcome outcome = send();
    ::umask(old_mask);
    EXPECT_EQ(outcome.verdict, Verdict::delivered);
    EXPECT_EQ(outcome.detail, kName);
    EXPECT_EQ(listing(), std::set<std::string>{kName});
    EXPECT_EQ(read(folder() / kName), to_cloud_event(notice_));
    struct stat info {};
    ASSERT_EQ(::stat((folder() / kName).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0640U);
}

TEST_F(FileConnectorTest, LeavesTheSameFileAlone) {
    ASSERT_EQ(send().verdict, Verdict::delivered);
    struct stat before {};
    ASSERT_EQ(::stat((folder() / kName).c_str(), &before), 0);
    const Outcome again = send();
    EXPECT_EQ(again.verdict, Verdict::delivered);
    EXPECT_EQ(again.detail, "the file was there already");
    struct stat after {};
    ASSERT_EQ(::stat((folder() / kName).c_str(), &after), 0);
    EXPECT_EQ(after.st_ino, before.st_ino);
}

TEST_F(FileConnectorTest, ReplacesTheTextOfAnEarlierAttempt) {
    ASSERT_EQ(send().verdict, Verdict::delivered);
    notice_.message.text = "本文\n二行月";  // as many bytes, others
    EXPECT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(listing(), std::set<std::string>{kName});
    EXPECT_EQ(read(folder() / kName), to_cloud_event(notice_));
    notice_.message.text = std::string(200'000, 'x');
    EXPECT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(read(folder() / kName), to_cloud_event(notice_));
    EXPECT_EQ(send().detail, "the file was there already");
}

TEST_F(FileConnectorTest, SignsWithEveryKeyInUse) {
    target_.keys = {{key('a'), SysTime::max()}, {key('b'), kNow + 1h}, {key('c'), kNow}};
    ASSERT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(listing(), (std::set<std::string>{kName, std::string(kName) + ".signature"}));
    EXPECT_EQ(verify({key('a')}), Verification::good);
    EXPECT_EQ(verify({key('b')}), Verification::good);
    EXPECT_EQ(verify({key('c')}), Verification::no_match) << "it has run out";
    notice_.message.text = "訂正後の本文";
    ASSERT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(verify({key('a')}), Verification::good) << "made anew with the text";
}

TEST_F(FileConnectorTest, KeysThatComeOrGoLaterAreFollowed) {
    ASSERT_EQ(send().verdict, Verdict::delivered);
    target_.keys = {{key('a'), SysTime::max()}};
    ASSERT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(verify({key('a')}), Verification::good);
    target_.keys.clear();
    ASSERT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(listing(), std::set<std::string>{kName});
}

TEST_F(FileConnectorTest, WritesNothingUnsignedWhereKeysHaveRunOut) {
    target_.keys = {{key('a'), kNow}};
    EXPECT_EQ(send().verdict, Verdict::held);
    EXPECT_TRUE(listing().empty());
}

TEST_F(FileConnectorTest, IsHeldWithoutItsFolder) {
    fs::remove(folder());
    const Outcome missing = send();
    EXPECT_EQ(missing.verdict, Verdict::held);
    EXPECT_NE(missing.detail.find("create it"), std::string::npos) << missing.detail;
    EXPECT_FALSE(fs::exists(folder())) << "what is not mounted must not be written to";
    dir_.write("出力", "a file");
    EXPECT_EQ(send().verdict, Verdict::held);
    fs::remove(folder());
    fs::create_directory(folder());
    EXPECT_EQ(send().verdict, Verdict::delivered) << "as soon as somebody has helped";
}

TEST_F(FileConnectorTest, IsHeldWhileTheTargetHasAProblem) {
    target_.problem = "the secret cannot be read";
    const Outcome outcome = send();
    EXPECT_EQ(outcome.verdict, Verdict::held);
    EXPECT_EQ(outcome.detail, target_.problem);
    EXPECT_TRUE(listing().empty());
}

TEST_F(FileConnectorTest, RefusesAnIdThatIsAPath) {
    notice_.id = "../../ntc_1";
    EXPECT_EQ(send().verdict, Verdict::rejected);
    EXPECT_TRUE(listing().empty());
}

TEST_F(FileConnectorTest, FollowsNoLinkThatSomebodyPutInItsWay) {
    const fs::path other = dir_.write("other", "keep me");
    fs::create_symlink(other, folder() / (std::string(".") + kName + ".part"));
    fs::create_symlink(other, folder() / kName);
    EXPECT_EQ(send().verdict, Verdict::delivered);
    EXPECT_EQ(read(other), "keep me");
    EXPECT_FALSE(fs::is_symlink(folder() / kName));
    EXPECT_EQ(read(folder() / kName), to_cloud_event(notice_));
    EXPECT_EQ(listing(), std::set<std::string>{kName});
}

TEST_F(FileConnectorTest, TriesAgainWhereTheNameIsTaken) {
    fs::create_directory(folder() / kName);
    const Outcome outcome = send();
    EXPECT_EQ(outcome.verdict, Verdict::retry);
    EXPECT_EQ(listing(), std::set<std::string>{kName}) << "no part is left behind";
}

TEST_F(FileConnectorTest, ADiskThatTakesOnlyAPartLeavesNothingBehind) {
    ASSERT_EQ(send().verdict, Verdict::delivered);
    const std::string before = read(folder() / kName);
    rlimit old_limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old_limit), 0);
    auto* old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100, old_limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    notice_.message.text = "長い本文";
    const Outcome outcome = send();
    ::setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(outcome.verdict, Verdict::retry);
    EXPECT_EQ(listing(), std::set<std::string>{kName});
    EXPECT_EQ(read(folder() / kName), before) << "a reader sees the old text or the new one";
}

TEST_F(FileConnectorTest, GivesUpAtTheDeadlineAndWritesNothingLater) {
    target_.timeout = 0ms;
    const Outcome late = send();
    EXPECT_EQ(late.verdict, Verdict::retry);
    EXPECT_NE(late.detail.find("in time"), std::string::npos) << late.detail;
    const std::atomic<bool> abandoned{true};
    const Drop drop{folder(), "later.json", "{}", ""};
    EXPECT_EQ(drop_file(drop, abandoned).verdict, Verdict::retry);
    EXPECT_FALSE(listing().contains("later.json"));
    target_.timeout = 15s;
    EXPECT_EQ(send().verdict, Verdict::delivered);
}

TEST_F(FileConnectorTest, ManyAtOnceAllArrive) {
    int delivered = 0;
    for (int i = 0; i < 50; ++i) {
        auto notice = notice_;
        notice.id = "ntc_" + std::to_string(i);
        boost::asio::co_spawn(
            io_,
            connector_.send(std::make_shared<const Target>(target_),
                            std::make_shared<const campaigns::OutgoingNotice>(notice),
                            Trial{}),
            [&](const std::exception_ptr& error, const Outcome& outcome) {
                if (!error && outcome.verdict == Verdict::delivered) ++delivered;
            });
    }
    EXPECT_TRUE(test::run_until(
        io_, [&] { return delivered == 50; }, 20s));
    EXPECT_EQ(listing().size(), 50U);
}

TEST_F(FileConnectorTest, MayEndWithFilesOnTheirWay) {
    {
        FileConnector short_lived(io_.get_executor(), clock_);
        for (int i = 0; i < 20; ++i) {
            auto notice = notice_;
            notice.id = "ntc_" + std::to_string(i);
            boost::asio::co_spawn(
                io_,
                short_lived.send(std::make_shared<const Target>(target_),
                                 std::make_shared<const campaigns::OutgoingNotice>(notice),
                                 Trial{}),
                [](const std::exception_ptr&, const Outcome&) {});
        }
        io_.poll();
    }
    for (const std::string& name : listing()) {
        EXPECT_TRUE(name.ends_with(".json")) << name << " was not finished";
    }
}

}  // namespace
}  // namespace outreach::connectors
