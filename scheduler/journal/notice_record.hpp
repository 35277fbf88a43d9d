// What became of one notice, packed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "scheduler/journal/entries.hpp"

namespace outreach::journal {

// One for each notice that was ever tried, and kept for good, so packed: ten million of them have
// to fit beside the plan.
struct NoticeRecord {
    using Wait = std::chrono::duration<std::uint32_t, std::milli>;  // up to 49 days
    using Minute = std::chrono::sys_time<std::chrono::duration<std::uint32_t, std::ratio<60>>>;

    SysTime at;         // of the last settlement
    Wait wait{};        // from then to the next attempt, while verdict is retry
    Minute deadline{};  // a later one than the plan's, by a person's word; else the epoch
    std::uint16_t attempts = 0;
    std::uint16_t spared = 0;       // of the attempts, those that do not count as tries
    std::uint16_t status : 11 = 0;  // HTTP's; 0 without an answer
    std::uint16_t result_word : 5 = 0;
    queue::Verdict verdict = queue::Verdict::retry;  // of the last settlement
    bool late : 1 = false;                           // it was late at its first attempt
    bool unknown : 1 = false;    // an attempt ended without an answer: it may have arrived
    bool sending : 1 = false;    // on its way to an endpoint that must not get it twice
    bool revived : 1 = false;    // it was over, and a person said: again
    bool discarded : 1 = false;  // it was given up, and a person said: leave it
    std::uint8_t permanent_refusals : 3 = 0;

    // One more attempt, or an end without one.
    void take(const Attempt& attempt);
    [[nodiscard]] bool is_final() const noexcept { return verdict != queue::Verdict::retry; }
    [[nodiscard]] SysTime retry_at() const noexcept { return at + wait; }
    // Of the last attempt, e.g. "timeout"; lives as long as the program.
    [[nodiscard]] std::string_view result() const;
};
static_assert(sizeof(NoticeRecord) <= 24);

}  // namespace outreach::journal
