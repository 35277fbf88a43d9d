#include "scheduler/plan/recipes.hpp"

#include <algorithm>
#include <iterator>

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

namespace fs = std::filesystem;
using connectors::TemplateReading;
using reading::Code;
using reading::Diagnostic;

constexpr std::size_t kLargestTemplate = 256 * 1024;

TemplateReading load_recipe(const fs::path& file) {
    const auto text = read_file(file, kLargestTemplate);
    if (text) return connectors::read_template_file(*text, file.string());
    const reading::SourceText empty(file.string(), "");
    reading::Diagnostics diagnostics(empty);
    if (text.error() == Errc::bad_input) {
        diagnostics.error(Code::bad_template_file,
                          {},
                          trf("the template file is larger than {} KiB", kLargestTemplate / 1024),
                          tr("name another one as \"path\" of the endpoint"));
    } else {
        diagnostics.error(Code::bad_template_file,
                          {},
                          trf("the template file cannot be read: {}", text.error().message()),
                          tr("check \"path\" of the endpoint, which counts from the partner "
                             "file's folder, and the permissions"));
    }
    TemplateReading reading;
    reading.diagnostics = diagnostics.take();
    return reading;
}

// The first problem; empty if there is none.
std::string sentence_of(const std::vector<Diagnostic>& diagnostics) {
    if (diagnostics.empty()) return {};
    const Diagnostic& first = diagnostics.front();
    std::string sentence = fmt::format(
        "{}:{}:{}: {}", first.file, first.position.line, first.position.column, first.message);
    if (!first.help.empty()) sentence.append(" (").append(first.help).append(")");
    return sentence;
}

}  // namespace

std::shared_ptr<const connectors::TemplateFile> read_recipe(const fs::path& file,
                                                            std::string& problem) {
    TemplateReading reading = load_recipe(file);
    if (!reading.file) problem = sentence_of(reading.diagnostics);
    return reading.file;
}

Recipes read_recipes(const campaigns::PartnerBook& partners,
                     const fs::path& folder,
                     std::vector<Diagnostic>& problems) {
    std::map<fs::path, std::shared_ptr<const connectors::TemplateFile>> known;
    Recipes recipes;
    for (const campaigns::Partner& partner : partners.partners) {
        for (const campaigns::Endpoint& endpoint : partner.endpoints) {
            if (endpoint.connector != "template") continue;
            const fs::path file = folder / endpoint.path;
            const auto [at, fresh] = known.try_emplace(file);
            if (fresh) {
                TemplateReading reading = load_recipe(file);
                at->second = std::move(reading.file);
                std::ranges::move(reading.diagnostics, std::back_inserter(problems));
            }
            if (at->second) recipes[partner.id.str() + "/" + endpoint.id.str()] = at->second;
        }
    }
    return recipes;
}

}  // namespace outreach::plan
