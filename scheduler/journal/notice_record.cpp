#include "scheduler/journal/notice_record.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <string>

namespace outreach::journal {
namespace {

// A result is one of a few words; each is kept once, and a record holds its number. A journal that
// was written by hand cannot fill the memory: what finds no number is "other".
class ResultWords {
public:
    unsigned number_of(const std::string& word) {
        const auto found = std::ranges::find(words_, word);
        if (found != words_.end()) return static_cast<unsigned>(found - words_.begin());
        if (words_.size() == kMost) return kOther;
        words_.push_back(word);
        return static_cast<unsigned>(words_.size() - 1);
    }
    [[nodiscard]] std::string_view operator[](unsigned number) const { return words_[number]; }

private:
    static constexpr std::size_t kMost = 32;
    static constexpr unsigned kOther = 1;
    std::deque<std::string> words_{"", "other"};  // a deque's elements stay where they are
};

ResultWords& result_words() {
    static ResultWords words;
    return words;
}

// What comes from a file may be of any size.
template <class Small, class Big>
Small squeezed(Big value) {
    const auto most = static_cast<Big>(std::numeric_limits<Small>::max());
    return static_cast<Small>(std::clamp(value, Big{0}, most));
}

NoticeRecord::Wait between(SysTime from, SysTime to) {
    return NoticeRecord::Wait{squeezed<std::uint32_t>((to - from).count())};
}

constexpr int kHighestStatus = 2047;  // that fits; HTTP's end at 999

}  // namespace

void NoticeRecord::take(const Attempt& attempt) {
    verdict = attempt.verdict;
    if (attempts == 0) late = attempt.late;
    if (attempt.attempt > 0) attempts = squeezed<std::uint16_t>(attempt.attempt);
    if (attempt.result == "permanent") {
        permanent_refusals = std::min(permanent_refusals + 1, 7) & 7;
    }
    if (attempt.spared) spared = squeezed<std::uint16_t>(spared + 1);
    at = attempt.at;
    wait = between(attempt.at, attempt.retry_at);
    status = std::clamp(attempt.status, 0, kHighestStatus) & kHighestStatus;
    result_word = result_words().number_of(attempt.result) & 31U;
    unknown = unknown || attempt.unknown;
    sending = false;
    revived = false;
    discarded = false;
}

std::string_view NoticeRecord::result() const {
    return result_words()[result_word];
}

}  // namespace outreach::journal
