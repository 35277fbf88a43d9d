#include "scheduler/plan/campaign_folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "config/base/data_paths.hpp"
#include "config/base/files.hpp"
#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"

namespace outreach::plan {

namespace fs = std::filesystem;

namespace {

// Changes whenever the file does; empty for one that was written just now, since a second change
// within the clock's tick would not show.
std::string stamp_of(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return {};
    const auto age = std::time(nullptr) - facts.st_mtim.tv_sec;
    if (age < 2) return {};
    return std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec) +
           " " + std::to_string(facts.st_size) + " " + std::to_string(facts.st_ino);
}

}  // namespace

CampaignFolder::CampaignFolder(fs::path campaigns, fs::path partners, fs::path holidays)
    : folder_(std::move(campaigns)),
      partner_file_(std::move(partners)),
      holiday_file_(std::move(holidays)) {}

void CampaignFolder::scan() {
    scan_surroundings();
    std::error_code ec;
    missing_ = !fs::exists(folder_, ec);
    if (missing_) return;
    std::vector<fs::path> found = reading::json_files(folder_);
    std::erase_if(found,
                  [&](const fs::path& path) { return fs::equivalent(path, partner_file_, ec); });
    std::erase_if(files_, [&](const auto& entry) {
        return !std::binary_search(found.begin(), found.end(), entry.first);
    });
    for (const fs::path& path : found) scan_file(path);
    refuse_doubled_ids();
}

void CampaignFolder::scan_surroundings() {
    const auto loaded = reading::load_text(partner_file_);
    std::string digest = loaded.source ? to_hex(sha256(loaded.source->text())) : "";
    if (!holiday_file_.empty()) {
        const auto text = read_file(holiday_file_, reading::kLargestFile);
        digest += text ? to_hex(sha256(*text)) : " absent";
    }
    if (surroundings_ && digest == partner_digest_) return;
    partner_digest_ = digest;
    partner_problems_ = loaded.diagnostics;
    partners_valid_ = false;
    std::optional<campaigns::PartnerBook> partners;
    auto kinds = reading::load_kinds(kinds_dir(), partner_problems_);
    if (loaded.source) {
        auto reading = reading::read_partners(*loaded.source, &kinds);
        std::ranges::move(reading.diagnostics, std::back_inserter(partner_problems_));
        partners = std::move(reading.value);
    }
    if (!partners && surroundings_) return;
    auto next = std::make_shared<Surroundings>();
    next->kinds = std::move(kinds);
    next->holidays = reading::load_holidays(holiday_file_, partner_problems_);
    template_problems_.clear();
    next->templates = wording::TemplateBook::load(templates_dir(), template_problems_);
    partners_valid_ = partners.has_value();
    if (partners) next->partners = std::move(*partners);
    std::vector<reading::Diagnostic> unused;  // said where the endpoints are made ready
    next->recipes = read_recipes(next->partners, partner_file_.parent_path(), unused);
    surroundings_ = std::move(next);
    ++surroundings_version_;
}

void CampaignFolder::scan_file(const fs::path& path) {
    CampaignFile& file = files_[path];
    const std::string stamp = stamp_of(path) + " " + std::to_string(surroundings_version_);
    if (!stamp.starts_with(' ') && stamp == file.stamp) return;
    file.stamp = stamp;
    auto loaded = reading::load_text(path);
    if (!loaded.source) {
        file.problems = std::move(loaded.diagnostics);
        file.valid = false;
        file.digest.clear();
        return;
    }
    const std::string digest =
        to_hex(sha256(loaded.source->text())) + " " + std::to_string(surroundings_version_);
    if (digest == file.digest) return;
    file.digest = digest;
    if (reading::role_of(*loaded.source) == reading::FileRole::partners) {
        files_.erase(path);
        return;
    }
    auto reading = reading::read_campaign(
        *loaded.source, {surroundings_->kinds, &surroundings_->partners, surroundings_->holidays});
    file.problems = std::move(reading.diagnostics);
    file.valid = reading.value.has_value();
    if (!reading.value) return;
    file.campaign = std::move(reading.value);
    file.text = loaded.source->text();
    file.version = ++versions_;
}

// The first file by name keeps the id.
void CampaignFolder::refuse_doubled_ids() {
    std::map<CampaignId, fs::path> owners;
    for (auto& [path, file] : files_) {
        if (!file.campaign) continue;
        const auto [owner, fresh] = owners.emplace(file.campaign->id, path);
        if (fresh) continue;
        const reading::SourceText source(path.string(), file.text);
        reading::Diagnostics diagnostics(source);
        diagnostics.error(reading::Code::duplicate_id,
                          {},
                          trf("the campaign \"{}\" is in {} already",
                              file.campaign->id.str(),
                              owner->second.string()),
                          tr("give this campaign another id, or remove one of the files"));
        file.problems = diagnostics.take();
        file.valid = false;
        file.campaign.reset();
        file.digest.clear();
        file.stamp.clear();
    }
}

std::size_t CampaignFolder::invalid_files() const {
    return static_cast<std::size_t>(std::count_if(
        files_.begin(), files_.end(), [](const auto& entry) { return !entry.second.valid; }));
}

}  // namespace outreach::plan
