#include "scheduler/plan/gatekeeper.hpp"

#include "config/base/i18n.hpp"
#include "connectors/service.hpp"
#include "connectors/template_service.hpp"

namespace outreach::plan {
namespace {

// What is longer than its connector takes would be cut; that is for a person to decide.
std::optional<wording::Finding> over_budget(const CompiledCampaign& campaign,
                                            const PlannedNotice& notice,
                                            const campaigns::OutgoingNotice& words) {
    const std::string& connector = campaign.endpoint_of(notice).connector;
    const connectors::TemplateService own(campaign.recipe_of(notice));
    const bool templated = connector == "template";
    const connectors::Service* service = templated ? &own : connectors::find_service(connector);
    if (service == nullptr) return {};
    const connectors::Budget budget = service->budget(words);
    if (budget.fits()) return {};
    return wording::Finding{wording::Fault::too_long,
                            true,
                            trf("the message needs {} {}; the connector {} takes {}",
                                budget.used,
                                tr(connectors::word(budget.unit)),
                                connector,
                                budget.limit),
                            tr("shorten the description, or say the rest on a web page")};
}

// What stands for a message's limits: the connector, or the endpoint where it has its own.
std::string service_of(const CompiledCampaign& campaign, const PlannedNotice& notice) {
    const campaigns::Endpoint& endpoint = campaign.endpoint_of(notice);
    if (endpoint.connector != "template") return endpoint.connector;
    return campaign.partner_of(notice).id.str() + "/" + endpoint.id.str();
}

std::string first_error(const std::vector<wording::Finding>& findings) {
    for (const wording::Finding& finding : findings) {
        if (finding.error) return finding.message;
    }
    return {};
}

}  // namespace

std::vector<wording::Finding> lint_notice(const CompiledCampaign& campaign,
                                          const PlannedNotice& notice,
                                          const campaigns::OutgoingNotice& words) {
    wording::LintRules rules;
    rules.fiscal_year = campaign.campaign().fiscal_year;
    rules.allowed =
        wording::open_contacts(campaign.campaign().organizer, campaign.activity_of(notice));
    auto findings = wording::lint(words.message, rules);
    if (auto found = over_budget(campaign, notice, words)) {
        findings.insert(findings.begin(), std::move(*found));
    }
    return findings;
}

bool Gatekeeper::refuses(const CompiledCampaign& campaign,
                         const PlannedNotice& notice,
                         const campaigns::OutgoingNotice& words) {
    const auto& partner = campaign.partner_of(notice);
    // What was told differs from partner to partner where something changed.
    const bool own =
        campaign.plan().corrections.contains({notice.activity, {notice.partner, notice.endpoint}});
    const Key key{notice.activity,
                  notice.rule,
                  own ? -2 - static_cast<std::int32_t>(notice.partner) : notice.occurrence,
                  notice.day,
                  static_cast<int>(partner.language),
                  static_cast<int>(partner.audience),
                  service_of(campaign, notice)};
    const auto [seen, fresh] = seen_.try_emplace(key);
    if (fresh) seen->second = first_error(lint_notice(campaign, notice, words));
    if (seen->second.empty() || waived(campaign, notice)) return false;
    if (fresh) {
        log_->warn("notice.blocked",
                   {{"notice", campaign.id_of(notice)}, {"reason", seen->second}});
    }
    blocked_[notice.number] = seen->second;
    return true;
}

bool Gatekeeper::waived(const CompiledCampaign& campaign, const PlannedNotice& notice) const {
    const auto& decisions = ledger_.history(campaign.campaign().id).decisions;
    const auto found = decisions.find(notice.number);
    return found != decisions.end() && !found->second.waived.empty() &&
           found->second.waived == campaign.content_hash(notice);
}

}  // namespace outreach::plan
