#include "scheduler/app/endpoint_check.hpp"

#include <unistd.h>

#include <cerrno>

#include "config/base/i18n.hpp"
#include "connectors/drop_folder.hpp"
#include "scheduler/plan/target_maker.hpp"

namespace outreach::app {
namespace {

// What a file would meet there; empty if nothing.
std::string folder_problem(const std::string& folder) {
    const std::string inside = folder + "/.";  // a plain file of that name is no folder
    if (::access(inside.c_str(), R_OK | W_OK | X_OK) == 0) return {};
    return connectors::judge_drop_error(errno, folder).detail;
}

// Empty if it can be used.
std::string problem_of(const connectors::Target& target,
                       const campaigns::Endpoint& endpoint,
                       SysTime now) {
    if (!target.problem.empty()) return target.problem;
    const bool file = endpoint.connector == "file";
    const bool signs = endpoint.connector == "webhook" || (file && !endpoint.secrets.empty());
    if (signs && connectors::keys_at(target.keys, now).empty()) {
        return tr("no usable secret: nothing is sent unsigned");
    }
    return file ? folder_problem(target.folder) : std::string();
}

}  // namespace

std::vector<UnusableEndpoint> unusable_endpoints(const campaigns::PartnerBook& partners,
                                                 const config::Settings& settings,
                                                 SysTime now) {
    const std::filesystem::path folder = std::filesystem::path(settings.partners).parent_path();
    const plan::TargetMaking making{settings.delivery, folder.empty() ? "." : folder};
    std::vector<UnusableEndpoint> found;
    for (const campaigns::Partner& partner : partners.partners) {
        for (const campaigns::Endpoint& endpoint : partner.endpoints) {
            const connectors::Target target = plan::make_target(partner, endpoint, making);
            std::string problem = problem_of(target, endpoint, now);
            if (problem.empty()) continue;
            found.push_back({partner.id.str() + "/" + endpoint.id.str(), std::move(problem)});
        }
    }
    return found;
}

}  // namespace outreach::app
