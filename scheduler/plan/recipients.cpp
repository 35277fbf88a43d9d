#include "scheduler/plan/recipients.hpp"

#include <algorithm>
#include <set>

namespace outreach::plan {
namespace {

using campaigns::Recipient;

bool is_organizer(const Recipient& recipient) {
    return recipient.group && recipient.name == "organizer";
}

std::set<PartnerId> unfold(const std::vector<Recipient>& recipients,
                           const campaigns::Campaign& campaign,
                           const campaigns::PartnerBook& partners) {
    std::set<PartnerId> ids;
    for (const Recipient& recipient : recipients) {
        if (is_organizer(recipient)) {
            if (!campaign.organizer.partner.empty()) ids.insert(campaign.organizer.partner);
        } else if (!recipient.group) {
            ids.insert(PartnerId(recipient.name));
        } else if (const auto group = partners.groups.find(recipient.name);
                   group != partners.groups.end()) {
            ids.insert(group->second.begin(), group->second.end());
        }
    }
    return ids;
}

// `to` narrows the activity's partners; the organiser may be named beside them.
std::set<PartnerId> chosen(const campaigns::Campaign& campaign,
                           const campaigns::Activity& activity,
                           const campaigns::Rule& rule,
                           const campaigns::PartnerBook& partners) {
    std::set<PartnerId> all = unfold(activity.partners, campaign, partners);
    if (!rule.to) return all;
    const bool organizer = std::any_of(rule.to->begin(), rule.to->end(), is_organizer);
    if (organizer && !campaign.organizer.partner.empty()) all.insert(campaign.organizer.partner);
    const std::set<PartnerId> wanted = unfold(*rule.to, campaign, partners);
    std::set<PartnerId> both;
    std::ranges::set_intersection(all, wanted, std::inserter(both, both.end()));
    return both;
}

}  // namespace

bool takes_kind(const campaigns::Endpoint& endpoint, const std::string& kind) {
    return endpoint.kinds.empty() ||
           std::find(endpoint.kinds.begin(), endpoint.kinds.end(), kind) != endpoint.kinds.end();
}

std::vector<Address> recipients_of(const campaigns::Campaign& campaign,
                                   const campaigns::Activity& activity,
                                   const campaigns::Rule& rule,
                                   const campaigns::PartnerBook& partners) {
    const std::set<PartnerId> ids = chosen(campaign, activity, rule, partners);
    std::vector<Address> addresses;
    for (std::size_t p = 0; p < partners.partners.size(); ++p) {
        const campaigns::Partner& partner = partners.partners[p];
        if (partner.audience < activity.audience || !ids.contains(partner.id)) continue;
        for (std::size_t e = 0; e < partner.endpoints.size(); ++e) {
            if (!takes_kind(partner.endpoints[e], activity.kind)) continue;
            addresses.push_back({static_cast<std::uint16_t>(p), static_cast<std::uint16_t>(e)});
        }
    }
    return addresses;
}

}  // namespace outreach::plan
