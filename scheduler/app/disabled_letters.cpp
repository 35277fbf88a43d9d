#include "scheduler/app/disabled_letters.hpp"

#include <set>

#include "scheduler/app/partner_letters.hpp"

namespace outreach::app {

std::vector<delivery::EndpointAlerts::Letter> letters_about(
    const plan::PlanService& plan,
    const std::string& endpoint,
    const journal::DisabledEndpoint& disabled) {
    std::vector<delivery::EndpointAlerts::Letter> letters;
    const auto around = plan.folder().surroundings();
    const auto off = plan.pauses().endpoints;
    if (!around || !off.contains(endpoint)) return letters;
    const auto slash = endpoint.find('/');
    const PartnerId whose(endpoint.substr(0, slash));
    std::set<PartnerId> readers{whose};
    for (const auto& [id, entry] : plan.in_force()) {
        if (entry.compiled) readers.insert(entry.compiled->campaign().organizer.partner);
    }
    const auto* owner = around->partners.find(whose);
    for (const campaigns::Partner& reader : around->partners.partners) {
        if (!readers.contains(reader.id)) continue;
        DisabledFacts facts{whose.str(),
                            owner == nullptr ? whose.str() : owner->name.in(reader.language),
                            endpoint.substr(slash + 1),
                            disabled.reason,
                            disabled.since};
        for (const campaigns::Endpoint& each : reader.endpoints) {
            const std::string name = reader.id.str() + "/" + each.id.str();
            auto target = plan.targets().find(name);
            if (off.contains(name) || !target) continue;
            letters.push_back({name,
                               std::move(target),
                               std::make_shared<const campaigns::OutgoingNotice>(
                                   disabled_letter(reader, each.id.str(), facts))});
        }
    }
    return letters;
}

}  // namespace outreach::app
