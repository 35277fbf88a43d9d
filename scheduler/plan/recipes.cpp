#include "scheduler/plan/recipes.hpp"

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

constexpr std::size_t kLargestTemplate = 256 * 1024;

}  // namespace

std::shared_ptr<const connectors::TemplateFile> read_recipe(const std::filesystem::path& file,
                                                            std::string& problem) {
    const auto text = read_file(file, kLargestTemplate);
    if (!text) {
        problem = trf("{} cannot be read: {}", file.string(), text.error().message());
        return nullptr;
    }
    auto reading = connectors::read_template_file(*text);
    if (!reading.problems.empty()) problem = file.string() + ":" + reading.problems.front();
    return std::move(reading.file);
}

Recipes read_recipes(const campaigns::PartnerBook& partners,
                     const std::filesystem::path& folder,
                     std::vector<std::string>& problems) {
    Recipes recipes;
    for (const campaigns::Partner& partner : partners.partners) {
        for (const campaigns::Endpoint& endpoint : partner.endpoints) {
            if (endpoint.connector != "template") continue;
            std::string problem;
            auto recipe = read_recipe(folder / endpoint.path, problem);
            if (!problem.empty()) problems.push_back(std::move(problem));
            if (recipe) recipes[partner.id.str() + "/" + endpoint.id.str()] = std::move(recipe);
        }
    }
    return recipes;
}

}  // namespace outreach::plan
