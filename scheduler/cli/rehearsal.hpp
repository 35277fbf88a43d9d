// What a rehearsal learns: which planned notices arrived, how often, and when. Pure bookkeeping.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "config/base/time.hpp"

namespace outreach::cli {

class Rehearsal {
public:
    // Before the first arrival: every notice that the plan wants sent.
    void expect(const std::string& id, SysTime due);
    [[nodiscard]] bool expects(const std::string& id) const { return due_.contains(id); }
    // One arrival, at simulated time `now`. `verified` is false for a bad signature.
    void arrived(const std::string& id, SysTime now, bool verified);
    void ended(const std::string& id, bool expired);
    // What was expected and did not come, but is planned no longer: a decision called it off.
    void forget_unplanned(const std::function<bool(const std::string& id)>& is_planned);
    // Rules that had passed when the rehearsal began.
    void skipped(std::size_t count) { skipped_ = count; }

    [[nodiscard]] std::size_t planned() const { return due_.size(); }
    [[nodiscard]] std::size_t received() const { return seen_.size(); }
    [[nodiscard]] std::size_t missing() const;
    [[nodiscard]] bool good() const;
    // The summary of the contract, as one JSON line.
    [[nodiscard]] std::string to_json() const;
    [[nodiscard]] std::string to_text() const;

private:
    std::map<std::string, SysTime> due_;
    std::map<std::string, int> seen_;
    std::set<std::string> expired_;
    std::set<std::string> dead_;
    std::size_t duplicates_ = 0;
    std::size_t early_ = 0;
    std::size_t unverified_ = 0;
    std::size_t unplanned_ = 0;
    std::size_t skipped_ = 0;
    Millis worst_lateness_{0};
};

}  // namespace outreach::cli
