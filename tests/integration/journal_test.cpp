// The journal on a real disk: order, group commit, and what a crash leaves behind.
#include "scheduler/journal/journal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "tests/support/run.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::journal {
namespace {

using test::run;

class JournalTest : public testing::Test {
protected:
    std::unique_ptr<Journal> open(std::vector<std::string>& lines) {
        auto opened = Journal::open(
            io_.get_executor(),
            dir_.path() / "j",
            [&](std::string_view line) { lines.emplace_back(line); },
            make_quiet_log());
        return opened ? std::move(*opened) : nullptr;
    }
    boost::asio::io_context io_{1};
    test::TempDir dir_;
};

TEST_F(JournalTest, KeepsWhatWasAppendedInOrder) {
    std::vector<std::string> lines;
    {
        const auto journal = open(lines);
        ASSERT_NE(journal, nullptr);
        for (int i = 0; i < 50; ++i) {
            ASSERT_TRUE(run(io_, journal->append(std::to_string(i) + "\n")));
        }
    }
    EXPECT_TRUE(lines.empty());
    const auto journal = open(lines);
    ASSERT_EQ(lines.size(), 50U);
    EXPECT_EQ(lines.front(), "0");
    EXPECT_EQ(lines.back(), "49");
}

TEST_F(JournalTest, ConcurrentAppendsShareACommit) {
    std::vector<std::string> lines;
    auto journal = open(lines);
    int done = 0;
    for (int i = 0; i < 200; ++i) {
        boost::asio::co_spawn(io_, journal->append("x\n"), [&](std::exception_ptr, Result<void> r) {
            done += r ? 1 : 0;
        });
    }
    ASSERT_TRUE(test::run_until(
        io_, [&] { return done == 200; }, std::chrono::seconds{20}));
    journal.reset();
    io_.poll();
    (void)open(lines);
    EXPECT_EQ(lines.size(), 200U);
}

TEST_F(JournalTest, UnfinishedLastLineIsCutOff) {
    dir_.write("j", "one\ntwo\nthr");
    std::vector<std::string> lines;
    {
        const auto journal = open(lines);
        EXPECT_EQ(lines, (std::vector<std::string>{"one", "two"}));
        ASSERT_TRUE(run(io_, journal->append("three\n")));
    }
    lines.clear();
    (void)open(lines);
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(JournalTest, FullDiskStopsEverything) {
    std::vector<std::string> lines;
    const auto journal = open(lines);
    ASSERT_TRUE(run(io_, journal->append("kept\n")));
    // No file of this process may grow beyond ten bytes: write(2) fails as on a full disk.
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = 10;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto refused = run(io_, journal->append(std::string(100, 'x') + "\n"));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(refused.error(), Errc::journal_failed);
    EXPECT_TRUE(journal->failed());
    EXPECT_EQ(run(io_, journal->append("y\n")).error(), Errc::journal_failed);
}

}  // namespace
}  // namespace outreach::journal
