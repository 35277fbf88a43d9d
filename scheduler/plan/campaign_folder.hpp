// The campaign folder and the partner file on disk → what is valid and what is not. An invalid
// file leaves its last valid version in force; nothing is ever half loaded.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/reading/library.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

struct CampaignFile {
    std::string stamp;                            // of the file as it was read: time, size, inode
    std::string digest;                           // of the text and of what it was read against
    std::string text;                             // of the version in force
    std::optional<campaigns::Campaign> campaign;  // the version in force, if there ever was one
    std::vector<reading::Diagnostic> problems;    // of the text on disk; warnings too
    bool valid = false;                           // the text on disk is the version in force
    int version = 0;  // names the version in force; no two in this folder share one
};

class CampaignFolder {
public:
    // `holidays` may be empty: the law alone.
    CampaignFolder(std::filesystem::path campaigns,
                   std::filesystem::path partners,
                   std::filesystem::path holidays = {});

    // Reads what changed since the last scan. Blocking; a scan of unchanged files costs a read.
    void scan();
    // The next scan reads kinds, templates and partners even if the partner file is unchanged.
    void forget_surroundings() { partner_digest_ = "forgotten"; }
    [[nodiscard]] const std::map<std::filesystem::path, CampaignFile>& files() const {
        return files_;
    }
    [[nodiscard]] std::shared_ptr<const Surroundings> surroundings() const { return surroundings_; }
    // Counts the versions of kinds, templates and partners that were in force.
    [[nodiscard]] int surroundings_version() const noexcept { return surroundings_version_; }
    // Of the partner file, kinds and templates.
    [[nodiscard]] const std::vector<reading::Diagnostic>& partner_problems() const {
        return partner_problems_;
    }
    [[nodiscard]] const std::vector<std::string>& template_problems() const {
        return template_problems_;
    }
    [[nodiscard]] bool partners_valid() const noexcept { return partners_valid_; }
    [[nodiscard]] std::size_t invalid_files() const;
    // True if every file could be read: then a campaign that is not here was removed.
    [[nodiscard]] bool complete() const { return !missing_ && invalid_files() == 0; }
    // True while the folder itself is not there; what was in force stays so.
    [[nodiscard]] bool missing() const noexcept { return missing_; }
    [[nodiscard]] const std::filesystem::path& partner_file() const { return partner_file_; }

private:
    void scan_surroundings();
    void scan_file(const std::filesystem::path& path);
    void refuse_doubled_ids();

    std::filesystem::path folder_;
    std::filesystem::path partner_file_;
    std::filesystem::path holiday_file_;
    std::map<std::filesystem::path, CampaignFile> files_;
    std::shared_ptr<const Surroundings> surroundings_;
    std::string partner_digest_;
    std::vector<reading::Diagnostic> partner_problems_;
    std::vector<std::string> template_problems_;
    bool partners_valid_ = false;
    bool missing_ = false;
    int versions_ = 0;
    int surroundings_version_ = 0;
};

}  // namespace outreach::plan
