#include "scheduler/plan/target_book.hpp"

#include "scheduler/plan/target_maker.hpp"

namespace outreach::plan {

void TargetBook::load(const campaigns::PartnerBook& partners,
                      const config::Settings& settings,
                      const Adjust& adjust,
                      const Log& log) {
    targets_.clear();
    limits_.clear();
    secret_problems_.clear();
    const std::filesystem::path folder = std::filesystem::path(settings.partners).parent_path();
    const TargetMaking making{settings.delivery, folder.empty() ? "." : folder};
    for (const auto& partner : partners.partners) {
        for (const auto& endpoint : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + endpoint.id.str();
            auto target =
                std::make_shared<connectors::Target>(make_target(partner, endpoint, making));
            if (adjust) adjust(*target);
            if (!target->problem.empty()) {
                log.warn("secret.problem", {{"endpoint", name}, {"problem", target->problem}});
                secret_problems_[name] = target->problem;
            }
            const std::string fingerprint = target->fingerprint;
            targets_[name] = std::move(target);
            limits_[name] = {endpoint.concurrency.value_or(settings.delivery.endpoint_concurrency),
                             endpoint.rate,
                             endpoint.order == campaigns::Order::fifo,
                             fingerprint};
        }
    }
}

std::shared_ptr<const connectors::Target> TargetBook::find(const std::string& name) const {
    const auto found = targets_.find(name);
    return found == targets_.end() ? nullptr : found->second;
}

}  // namespace outreach::plan
