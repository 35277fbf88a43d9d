// Carries out what people decide: checks it against what is in force, records it, lets the plan
// follow, and says what changed.
#pragma once

#include <filesystem>
#include <unordered_set>

#include "config/base/clock.hpp"
#include "scheduler/app/activity_orders.hpp"
#include "scheduler/app/partner_orders.hpp"
#include "scheduler/http/daemon_acts.hpp"
#include "scheduler/plan/plan_difference.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

class DaemonActsImpl final : public http::DaemonActs {
public:
    struct Doors {
        plan::PlanService& plan;
        journal::Ledger& ledger;
        Clock& clock;
        PartnerOrders& partners;
        SecondChances& second_chances;
        std::filesystem::path campaigns;  // folder, or a single file
        bool backfill = false;
    };
    explicit DaemonActsImpl(Doors doors) : doors_(std::move(doors)) {}

    Awaitable<http::Verdict> on_activity(http::Identity who,
                                         std::string id,
                                         std::string verb,
                                         http::Order order) override;
    Awaitable<http::Verdict> on_notice(http::Identity who,
                                       std::string id,
                                       std::string verb,
                                       http::Order order) override;
    Awaitable<http::Verdict> pause(http::Identity who, bool on, http::Order order) override;
    Awaitable<http::Verdict> on_partner(http::Identity who,
                                        std::string id,
                                        std::string verb,
                                        http::Order order) override {
        return doors_.partners.on_partner(
            std::move(who), std::move(id), std::move(verb), std::move(order));
    }
    Awaitable<http::Verdict> on_dead_letters(http::Identity who,
                                             std::string verb,
                                             http::Order order) override {
        return doors_.second_chances.on_dead_letters(
            std::move(who), std::move(verb), std::move(order));
    }
    Awaitable<http::Verdict> plan(http::Order order) override;
    Awaitable<http::Verdict> put_campaign(http::Identity who,
                                          std::string id,
                                          http::Order order) override;
    Awaitable<http::Verdict> remove_campaign(http::Identity who,
                                             std::string id,
                                             http::Order order) override;

private:
    using Compiled = std::shared_ptr<const plan::CompiledCampaign>;
    // A file's text compiled as if it were in force now, or why it cannot be.
    struct Draft {
        Compiled compiled;
        http::Verdict refusal;
    };
    [[nodiscard]] Draft compile(const std::string& text) const;
    [[nodiscard]] Compiled in_force(const CampaignId& id) const;
    // Numbers of notices that are over.
    using Over = std::unordered_set<queue::NoticeNumber>;
    [[nodiscard]] Over over_in(const plan::CompiledCampaign& campaign) const;
    // `over`: those that were so before an act; null: those that are so now.
    [[nodiscard]] plan::PlanDifference difference(const CampaignId& id,
                                                  const Compiled& before,
                                                  const Compiled& after,
                                                  const Over* over = nullptr) const;
    // Records it and answers with what changed.
    Awaitable<http::Verdict> perform(journal::Act act);
    // Where the campaign's file is, or would be; empty if no file may be made.
    [[nodiscard]] std::filesystem::path file_of(const CampaignId& id) const;

    Doors doors_;
};

}  // namespace outreach::app
