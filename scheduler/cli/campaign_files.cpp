#include "scheduler/cli/campaign_files.hpp"

#include <algorithm>
#include <map>

#include "config/base/data_paths.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

namespace fs = std::filesystem;
using reading::Diagnostic;

constexpr std::size_t kMostPerFile = 20;

void take(std::vector<Diagnostic>& into, std::vector<Diagnostic> from) {
    std::ranges::move(from, std::back_inserter(into));
}

fs::path find_partner_file(const fs::path& first) {
    std::error_code ec;
    const bool folder = fs::is_directory(first, ec);
    const fs::path here = folder ? first : first.parent_path();
    std::vector<fs::path> candidates;
    if (!folder) candidates.push_back(here / (first.stem().string() + "-partners.json"));
    candidates.push_back(here / "partners.json");
    candidates.push_back(here / ".." / "partners.json");
    for (const fs::path& candidate : candidates) {
        if (fs::is_regular_file(candidate, ec)) return candidate.lexically_normal();
    }
    return {};
}

calendar::LocalDate today() {
    const auto zone = calendar::Zone::find("Asia/Tokyo");
    return std::chrono::floor<std::chrono::days>(zone->to_local(wall_now()));
}

// Nothing if it has an error. `recipes` gets the template files of its endpoints.
std::optional<campaigns::PartnerBook> read_book(const reading::SourceText& source,
                                                const fs::path& file,
                                                LoadedFiles& files,
                                                plan::Recipes& recipes) {
    auto reading = reading::read_partners(source, &files.surroundings->kinds);
    take(files.diagnostics, std::move(reading.diagnostics));
    if (reading.value) {
        recipes = plan::read_recipes(*reading.value, file.parent_path(), files.diagnostics);
    }
    return std::move(reading.value);
}

void load_partners(LoadedFiles& files) {
    if (files.partner_file.empty()) return;
    auto text = reading::load_text(files.partner_file);
    take(files.diagnostics, std::move(text.diagnostics));
    ++files.files;
    if (!text.source) return;
    auto book = read_book(*text.source, files.partner_file, files, files.surroundings->recipes);
    if (!book) return;
    files.partners_read = true;
    files.surroundings->partners = std::move(*book);
}

}  // namespace

std::size_t LoadedFiles::errors() const {
    const auto broken =
        std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
            return each.severity == reading::Severity::error;
        });
    return static_cast<std::size_t>(broken);
}

LoadedFiles load_files(const std::vector<std::string>& paths,
                       const std::string& partners,
                       const std::string& holidays) {
    LoadedFiles files;
    files.surroundings = std::make_shared<plan::Surroundings>();
    files.surroundings->kinds = reading::load_kinds(kinds_dir(), files.diagnostics);
    files.surroundings->holidays = reading::load_holidays(holidays, files.diagnostics);
    std::vector<std::string> template_problems;
    files.surroundings->templates = wording::TemplateBook::load(templates_dir(), template_problems);
    for (const std::string& problem : template_problems) say(problem);
    files.partner_file = partners;
    if (partners.empty() && !paths.empty()) files.partner_file = find_partner_file(paths.front());
    load_partners(files);
    // Without a book partner names are not checked: what is wrong with the book is said already.
    const auto* book = files.partners_read ? &files.surroundings->partners : nullptr;
    std::map<CampaignId, std::string> owners;
    for (const std::string& path : paths) {
        for (const fs::path& file : reading::json_files(path)) {
            std::error_code ec;
            if (fs::equivalent(file, files.partner_file, ec)) continue;
            auto text = reading::load_text(file);
            ++files.files;
            take(files.diagnostics, std::move(text.diagnostics));
            if (!text.source) continue;
            if (reading::role_of(*text.source) == reading::FileRole::partners) {
                plan::Recipes unused;
                (void)read_book(*text.source, file, files, unused);
                continue;
            }
            auto reading = reading::read_campaign(
                *text.source,
                {files.surroundings->kinds, book, files.surroundings->holidays, today()});
            take(files.diagnostics, std::move(reading.diagnostics));
            if (!reading.value) continue;
            const auto [owner, fresh] = owners.emplace(reading.value->id, file.string());
            if (!fresh) {
                reading::Diagnostics doubled(*text.source);
                doubled.error(reading::Code::duplicate_id,
                              {},
                              trf("the campaign \"{}\" is in {} already",
                                  reading.value->id.str(),
                                  owner->second),
                              tr("give this campaign another id, or remove one of the files"));
                take(files.diagnostics, doubled.take());
                continue;
            }
            files.campaigns.push_back(std::move(*reading.value));
            files.campaign_files.push_back(file);
        }
    }
    return files;
}

void show_problems(const LoadedFiles& files, ProblemFormat format) {
    if (format == ProblemFormat::json) {
        print(reading::to_json(files.diagnostics));
        return;
    }
    std::map<std::string, std::size_t> shown;
    for (const Diagnostic& each : files.diagnostics) {
        if (++shown[each.file] > kMostPerFile) continue;
        std::string text =
            format == ProblemFormat::github ? reading::to_github(each) : reading::to_text(each);
        while (text.ends_with('\n')) text.pop_back();
        print(text);
    }
    for (const auto& [file, count] : shown) {
        if (count > kMostPerFile) {
            say(trf("{}: {} more problems are not shown", file, count - kMostPerFile));
        }
    }
}

bool ready(const LoadedFiles& files) {
    if (files.errors() == 0) return true;
    show_problems(files, ProblemFormat::text);
    say(trf("{} errors; nothing was done", files.errors()));
    return false;
}

}  // namespace outreach::cli
