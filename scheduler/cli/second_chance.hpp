// Which dead letters people mean, and what came of a second chance. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace outreach::cli {

// One of four ways to say which.
struct Which {
    std::vector<std::string> notices = {};  // ids or their beginnings
    std::string campaign = {};
    std::string partner = {};
    bool all = false;
};

// What is wrong with it, in a sentence; empty if exactly one way was taken.
[[nodiscard]] std::string problem_of(const Which& which);
// The same for --even-late, which is on the record with a reason of more than spaces.
[[nodiscard]] std::string problem_of_late(bool even_late, const std::string& reason);

// The whole ids behind beginnings, in the order given, each once. Nothing but the problem if a
// beginning fits none of `dead` or several, so that nobody's slip of the pen discards another.
struct NamedLetters {
    std::vector<std::string> ids = {};
    std::string problem = {};
};
[[nodiscard]] NamedLetters name_letters(const std::vector<std::string>& beginnings,
                                        const std::vector<std::string>& dead);

// A request's body for each notice, or the one for a campaign, a partner or all. What was not said
// is left away.
[[nodiscard]] std::vector<nlohmann::ordered_json> bodies_of(const Which& which,
                                                            const std::vector<std::string>& ids,
                                                            bool even_late,
                                                            const std::string& reason);

// What a retry or a replay did: the sum of the daemon's answers.
struct Revival {
    std::size_t revived = 0;
    std::size_t left = 0;
    std::map<std::string, std::size_t> reasons = {};  // why some were left

    void add(const nlohmann::ordered_json& answer);
    // Bad input if something was left that somebody named, or if nothing at all was revived though
    // there was something.
    [[nodiscard]] int exit_code(bool named) const;
    [[nodiscard]] nlohmann::ordered_json to_json() const;
    // For people: a line, and one for each reason.
    [[nodiscard]] std::string to_text() const;
};

}  // namespace outreach::cli
