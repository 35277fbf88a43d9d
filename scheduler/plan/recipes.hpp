// The data files of `template` endpoints, for what their services take.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/model/partner.hpp"
#include "connectors/template_file.hpp"

namespace outreach::plan {

// By "partner/endpoint"; file names count from `folder`. Files that cannot be used are left out;
// each that several endpoints name is reported once.
using Recipes = std::map<std::string, std::shared_ptr<const connectors::TemplateFile>>;
[[nodiscard]] Recipes read_recipes(const campaigns::PartnerBook& partners,
                                   const std::filesystem::path& folder,
                                   std::vector<reading::Diagnostic>& problems);

// Null if it cannot be used; `problem` then says why, with line and column.
[[nodiscard]] std::shared_ptr<const connectors::TemplateFile> read_recipe(
    const std::filesystem::path& file, std::string& problem);

}  // namespace outreach::plan
