// Partners and their endpoints as the partner file says them.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"

namespace outreach::campaigns {

// Where a secret is kept. `value` is for trials only and is reported.
struct SecretSource {
    enum class Kind { file, environment, credential, value };
    Kind kind = Kind::file;
    std::string where;
};

// At most `count` attempts in each `per`.
struct Rate {
    int count = 0;
    std::chrono::seconds per{1};
};

struct Endpoint {
    EndpointId id;
    std::string connector = "webhook";
    std::string url;
    std::vector<SecretSource> secrets;
    std::vector<std::string> kinds;  // empty: all kinds
    std::optional<Rate> rate;
    std::optional<int> concurrency;
    std::optional<std::chrono::milliseconds> timeout;
    std::map<std::string, std::string> headers;
    std::vector<std::string> allow_networks;  // CIDR blocks inside our own network
};

struct Partner {
    PartnerId id;
    LocalizedText name;
    std::string role;
    Audience audience = Audience::partner;
    MessageLanguage language = MessageLanguage::ja;
    Contact contact;
    std::vector<Endpoint> endpoints;
};

struct PartnerBook {
    std::vector<Partner> partners;
    std::map<std::string, std::vector<PartnerId>> groups;

    [[nodiscard]] const Partner* find(const PartnerId& id) const {
        for (const Partner& partner : partners) {
            if (partner.id == id) return &partner;
        }
        return nullptr;
    }
};

}  // namespace outreach::campaigns
