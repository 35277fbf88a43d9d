#include "scheduler/plan/target_book.hpp"

#include "connectors/secrets.hpp"

namespace outreach::plan {

void TargetBook::load(const campaigns::PartnerBook& partners,
                      const config::Settings& settings,
                      const Adjust& adjust,
                      const Log& log) {
    targets_.clear();
    limits_.clear();
    secret_problems_.clear();
    const std::filesystem::path folder = std::filesystem::path(settings.partners).parent_path();
    for (const auto& partner : partners.partners) {
        for (const auto& endpoint : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + endpoint.id.str();
            auto target = std::make_shared<connectors::Target>();
            target->partner = partner.id.str();
            target->endpoint = endpoint.id.str();
            target->connector = endpoint.connector;
            target->url = connectors::parse_url(endpoint.url).value_or(connectors::Url{});
            target->headers = endpoint.headers;
            target->timeout = endpoint.timeout.value_or(settings.delivery.timeout);
            if (adjust) {
                adjust(*target);
            } else {
                std::vector<std::string> problems;
                target->keys = connectors::load_keys(
                    endpoint.secrets, folder.empty() ? "." : folder, problems);
                for (const std::string& problem : problems) {
                    log.warn("secret.problem", {{"endpoint", name}, {"problem", problem}});
                    secret_problems_[name] = problem;
                }
            }
            targets_[name] = std::move(target);
            limits_[name] = {endpoint.concurrency.value_or(settings.delivery.endpoint_concurrency),
                             endpoint.rate};
        }
    }
}

std::shared_ptr<const connectors::Target> TargetBook::find(const std::string& name) const {
    const auto found = targets_.find(name);
    return found == targets_.end() ? nullptr : found->second;
}

}  // namespace outreach::plan
