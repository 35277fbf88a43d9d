// What a hostile receiver costs: its own attempt, never longer than its timeout, and nobody else.
#include <gtest/gtest.h>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>

#include "tests/integration/hostile_cases.hpp"
#include "tests/integration/hostile_world.hpp"

namespace outreach::test {

void PrintTo(const HostileCase& one, std::ostream* out) {
    *out << one.name;
}

namespace {

using namespace std::chrono_literals;
using connectors::Outcome;
using journal::NoticeRecord;

constexpr Millis kGenerous{5000};  // for those that end by themselves
constexpr Millis kShort{500};
constexpr Millis kSlack{2000};

std::string seconds(Millis time) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << static_cast<double>(time.count()) / 1000 << " s";
    return text.str();
}

Millis slowest(const std::vector<Watched>& all, Millis Watched::*column) {
    Millis most{0};
    for (const Watched& each : all) most = std::max(most, each.*column);
    return most;
}

std::string what_was_done(const Outcome& outcome) {
    const char* unknown = outcome.unknown ? ", outcome unknown" : "";
    return std::string(connectors::word(outcome.verdict)) + unknown + ": " + outcome.detail;
}

class HostileMatrix : public testing::TestWithParam<HostileCase> {
protected:
    // What a process opens once and for all is opened before anything is counted.
    static void SetUpTestSuite() {
        const auto all = all_hostile_cases();
        const auto well = std::find_if(all.begin(), all.end(), [](const HostileCase& each) {
            return each.far.word == Behaviour::ok;
        });
        HostileWorld world;
        play(world, *well);
        lines().clear();
    }
    static void TearDownTestSuite() {
        std::cout
            << "\n| case | what the daemon did | what the notice became | how long | what the "
               "neighbour felt |\n| --- | --- | --- | --- | --- |\n";
        for (const std::string& line : lines()) std::cout << line << "\n";
        std::cout << std::endl;
    }

    static std::vector<std::string>& lines() {
        static std::vector<std::string> all;
        return all;
    }
    static void play(HostileWorld& world, const HostileCase& one);
    static void send(HostileWorld& world, const HostileCase& one);
    static void check_attempts(HostileWorld& world, const HostileCase& one, Millis timeout);
    static void check_records(HostileWorld& world, const HostileCase& one);
    static void check_endpoints(HostileWorld& world, const HostileCase& one);
    static void check_neighbour(HostileWorld& world);
    static void note(HostileWorld& world, const HostileCase& one);
};

void HostileMatrix::play(HostileWorld& world, const HostileCase& one) {
    const auto far_end = one.far.make(world.io.get_executor());
    const Millis timeout = one.pace == Pace::at_once ? kGenerous : kShort;
    world.aim(*far_end, timeout);
    const int files = open_files();
    send(world, one);
    note(world, one);
    if (HasFatalFailure()) return;
    check_attempts(world, one, timeout);
    check_records(world, one);
    check_endpoints(world, one);
    check_neighbour(world);
    const int attempts = world.connector.begun[kHostile];
    EXPECT_EQ(far_end->requests(), one.far.reads ? attempts : 0) << "each was sent once";
    EXPECT_EQ(far_end->visits(), 0) << "a redirect is not followed";
    world.client.close();
    EXPECT_TRUE(world.until([&] { return open_files() <= files; }))
        << open_files() << " files are open, before it were " << files;
}

// Those that deliver get a second wave: nothing that is left on a connection may answer it.
void HostileMatrix::send(HostileWorld& world, const HostileCase& one) {
    const int waves = one.expected.verdict == connectors::Verdict::delivered ? 2 : 1;
    for (int wave = 1; wave <= waves; ++wave) {
        const int sent = wave * kWave;
        world.send_wave();
        ASSERT_TRUE(world.until([&] { return world.ended(kNeighbour) >= sent; }))
            << "the neighbour got " << world.ended(kNeighbour) << " of " << sent;
        if (one.pace == Pace::hangs) {
            EXPECT_EQ(world.connector.begun[kHostile], sent) << "and not because they wait";
            EXPECT_EQ(world.ended(kHostile), sent - kWave) << "the neighbour waited for them";
        }
        ASSERT_TRUE(world.until([&] { return world.settled(2 * sent); }))
            << world.entries.size() << " attempts of " << 2 * sent << " are settled";
    }
}

void HostileMatrix::check_attempts(HostileWorld& world, const HostileCase& one, Millis timeout) {
    for (const Watched& each : world.connector.ended[kHostile]) {
        EXPECT_EQ(each.outcome.verdict, one.expected.verdict)
            << connectors::word(each.outcome.verdict);
        EXPECT_EQ(each.outcome.status, one.expected.status);
        EXPECT_EQ(each.outcome.unknown, one.expected.unknown);
        EXPECT_FALSE(each.outcome.detail.empty());
        EXPECT_NE(each.outcome.detail.find(one.expected.detail), std::string::npos)
            << each.outcome.detail;
        EXPECT_TRUE(each.outcome.answer.starts_with(one.answer)) << each.outcome.answer;
        EXPECT_LT(each.took, timeout + kSlack);
        if (one.pace == Pace::hangs) {
            EXPECT_GE(each.took, timeout - 5ms) << "gave up before its time";
        } else {
            EXPECT_LT(each.took, timeout) << "only the timeout ended it";
        }
    }
    for (const journal::Attempt& entry : world.entries) {
        EXPECT_LE(entry.answer.size(), connectors::kMostAnswerKept);
        EXPECT_EQ(entry.attempt, 1) << entry.lane << " " << entry.number;
    }
}

void HostileMatrix::check_records(HostileWorld& world, const HostileCase& one) {
    const Became& became = one.expected.became;
    for (const NoticeRecord* record : world.records(kHostile)) {
        ASSERT_NE(record, nullptr);
        EXPECT_EQ(record->verdict, became.verdict) << journal::word(record->verdict);
        EXPECT_EQ(record->attempts, 1);
        EXPECT_EQ(record->unknown, one.expected.unknown);
        EXPECT_EQ(record->status, one.expected.status);
        if (became.verdict != queue::Verdict::retry) continue;
        const Millis wait = record->retry_at() - kMatrixNow;
        EXPECT_GE(wait, became.earliest) << seconds(wait);
        EXPECT_LE(wait, became.latest) << seconds(wait);
    }
}

void HostileMatrix::check_endpoints(HostileWorld& world, const HostileCase& one) {
    using Disabled = std::vector<std::pair<std::string, std::string>>;
    const Became& became = one.expected.became;
    const auto& all = world.service->endpoints();
    const delivery::EndpointState& hostile = all.at("hostile/main");
    const SysTime rests = became.rest == 0ms ? SysTime{} : kMatrixNow + became.rest;
    EXPECT_EQ(hostile.not_before, rests) << to_rfc3339_utc(hostile.not_before);
    EXPECT_EQ(hostile.disabled, became.disabled ? "address of hostile" : "");
    const Disabled disabled{{"hostile/main", "address of hostile"}};
    EXPECT_EQ(world.source.disabled, became.disabled ? disabled : Disabled());
    const delivery::EndpointState& neighbour = all.at("neighbour/main");
    EXPECT_EQ(neighbour.not_before, SysTime{});
    EXPECT_EQ(neighbour.disabled, "");
    EXPECT_EQ(neighbour.breaker.failures(), 0);
}

void HostileMatrix::check_neighbour(HostileWorld& world) {
    const auto records = world.records(kNeighbour);
    std::set<std::string> ids;
    for (const Shown& each : world.neighbour.accepted) ids.insert(each.id);
    EXPECT_EQ(ids.size(), records.size()) << world.neighbour.last_refusal;
    EXPECT_EQ(world.neighbour.requests.size(), records.size()) << "each exactly once";
    EXPECT_EQ(world.neighbour.repeats, 0);
    for (const NoticeRecord* record : records) {
        ASSERT_NE(record, nullptr);
        EXPECT_EQ(record->verdict, queue::Verdict::delivered) << record->result();
        EXPECT_EQ(record->attempts, 1);
        EXPECT_FALSE(record->unknown);
    }
}

void HostileMatrix::note(HostileWorld& world, const HostileCase& one) {
    const auto& hostile = world.connector.ended[kHostile];
    const auto& neighbour = world.connector.ended[kNeighbour];
    const auto records = world.records(kHostile);
    std::string done = hostile.empty() ? "nothing yet" : what_was_done(hostile.front().outcome);
    std::string became = "nothing yet";
    if (!records.empty() && records.front() != nullptr) {
        const NoticeRecord& record = *records.front();
        became = journal::word(record.verdict);
        if (!record.is_final()) became += " in " + seconds(record.retry_at() - kMatrixNow);
    }
    const auto state = world.service->endpoints().find("hostile/main");
    if (state != world.service->endpoints().end()) {
        const SysTime rests = state->second.not_before;
        if (rests > kMatrixNow) became += ", endpoint rests " + seconds(rests - kMatrixNow);
        if (!state->second.disabled.empty()) became += ", endpoint disabled";
    }
    std::ostringstream line;
    line << "| " << one.name << " | " << done << " | " << became << " | "
         << slowest(hostile, &Watched::took).count() << " ms | " << world.neighbour.accepted.size()
         << " of " << world.records(kNeighbour).size() << " delivered, slowest "
         << slowest(neighbour, &Watched::since_due).count() << " ms |";
    lines().push_back(line.str());
}

TEST_P(HostileMatrix, CostsItsOwnAttemptAndNobodyElse) {
    const int files = open_files();
    {
        HostileWorld world;
        play(world, GetParam());
    }
    EXPECT_EQ(open_files(), files);
}

INSTANTIATE_TEST_SUITE_P(Every,
                         HostileMatrix,
                         testing::ValuesIn(all_hostile_cases()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(HostileCases, CoverEveryWordOfTheReceiver) {
    std::set<Behaviour> covered;
    for (const HostileCase& each : all_hostile_cases()) {
        if (each.far.word) covered.insert(*each.far.word);
    }
    for (const Behaviour each : all_behaviours()) EXPECT_TRUE(covered.contains(each)) << word(each);
}

}  // namespace
}  // namespace outreach::test
