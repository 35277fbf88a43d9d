// Loads the files that a command is given, and tells their problems.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "campaigns/reading/library.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::cli {

struct LoadedFiles {
    std::shared_ptr<plan::Surroundings> surroundings;
    std::vector<campaigns::Campaign> campaigns;
    std::vector<reading::Diagnostic> diagnostics;
    std::vector<std::filesystem::path> campaign_files;  // those that were read
    std::filesystem::path partner_file;                 // empty: partner names were not checked
    bool partners_read = false;                         // there is one, and it is valid
    std::size_t files = 0;
    [[nodiscard]] std::size_t errors() const;
};

// `partners` empty: <name>-partners.json or partners.json beside the first path, or one above.
// `holidays` empty: the law alone.
[[nodiscard]] LoadedFiles load_files(const std::vector<std::string>& paths,
                                     const std::string& partners,
                                     const std::string& holidays = {});

enum class ProblemFormat { text, json, github };
// To standard output; a count to standard error.
void show_problems(const LoadedFiles& files, ProblemFormat format);

// For commands that need valid files: shows the problems; false if there was an error.
[[nodiscard]] bool ready(const LoadedFiles& files);

}  // namespace outreach::cli
