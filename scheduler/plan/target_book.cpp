#include "scheduler/plan/target_book.hpp"

#include <algorithm>

#include "config/base/i18n.hpp"
#include "connectors/service.hpp"
#include "scheduler/plan/target_maker.hpp"

namespace outreach::plan {
namespace {

// Standard Webhooks 1.0: a shared secret has 24 to 64 bytes.
constexpr std::size_t kLeastSecret = 24;

bool guessable(const connectors::LoadedKey& each) {
    const auto* shared = std::get_if<connectors::HmacKey>(&each.key);
    return shared != nullptr && shared->bytes.size() < kLeastSecret;
}

}  // namespace

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
            if (std::ranges::any_of(target->keys, guessable)) {
                log.warn("secret.short",
                         {{"endpoint", name},
                          {"problem",
                           tr("a shared secret has fewer than 24 bytes and may be guessed; put "
                              "another in its place with \"outreach partner rotate-secret\"")}});
            }
            const std::string fingerprint = target->fingerprint;
            const connectors::Service* service = connectors::find_service(target->connector);
            const auto usual = service == nullptr ? std::nullopt : service->usual_rate();
            targets_[name] = std::move(target);
            limits_[name] = {endpoint.concurrency.value_or(settings.delivery.endpoint_concurrency),
                             endpoint.rate ? endpoint.rate : usual,
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
