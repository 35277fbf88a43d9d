// Where each endpoint is reached, with its keys and limits, made from the partner file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "config/base/log.hpp"
#include "config/settings.hpp"
#include "connectors/connector.hpp"
#include "scheduler/delivery/notice_source.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

class TargetBook {
public:
    using Adjust = std::function<void(connectors::Target&)>;
    // Secrets' file names count from the partner file's folder. `adjust` may be null; where it is
    // given, it sets address and keys (rehearsals).
    void load(const campaigns::PartnerBook& partners,
              const config::Settings& settings,
              const Adjust& adjust,
              const Log& log);
    // "partner/endpoint"; null if there is none.
    [[nodiscard]] std::shared_ptr<const connectors::Target> find(const std::string& name) const;
    [[nodiscard]] const std::map<std::string, delivery::EndpointLimits>& limits() const {
        return limits_;
    }
    // Sentences about what an endpoint lacks (a secret, a certificate), by endpoint.
    [[nodiscard]] const std::map<std::string, std::string>& secret_problems() const {
        return secret_problems_;
    }

private:
    std::map<std::string, std::shared_ptr<const connectors::Target>> targets_;
    std::map<std::string, delivery::EndpointLimits> limits_;
    std::map<std::string, std::string> secret_problems_;
};

}  // namespace outreach::plan
