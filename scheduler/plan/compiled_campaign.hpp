// A campaign in force: its file, its plan, and the way from a number in the queue back to what it
// says and whom it goes to.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "campaigns/model/notice.hpp"
#include "campaigns/reading/reading_context.hpp"
#include "campaigns/wording/templates.hpp"
#include "scheduler/plan/planner.hpp"
#include "scheduler/plan/recipes.hpp"

namespace outreach::plan {

// What every campaign is read and planned against.
struct Surroundings {
    reading::KindBook kinds;
    campaigns::PartnerBook partners;
    wording::TemplateBook templates;
    calendar::Holidays holidays;
    Recipes recipes;
};

// Immovable: its calendar looks into it.
class CompiledCampaign {
public:
    CompiledCampaign(const CompiledCampaign&) = delete;
    CompiledCampaign& operator=(const CompiledCampaign&) = delete;
    ~CompiledCampaign() = default;
    CompiledCampaign(std::shared_ptr<const Surroundings> surroundings,
                     campaigns::Campaign campaign,
                     const journal::CampaignHistory& history,
                     SysTime now,
                     bool backfill,
                     const journal::Pauses& pauses = {},
                     const IsOver& is_over = {});

    [[nodiscard]] const campaigns::Campaign& campaign() const noexcept { return campaign_; }
    [[nodiscard]] const campaigns::PartnerBook& partners() const noexcept {
        return surroundings_->partners;
    }
    [[nodiscard]] const calendar::Zone& zone() const noexcept { return zone_; }
    [[nodiscard]] const calendar::OfficeCalendar& office() const noexcept { return office_; }
    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] const PlannedNotice* find(queue::NoticeNumber number) const;
    // Lane → indexes into the plan; what was skipped or withdrawn is left out.
    [[nodiscard]] const std::map<queue::LaneName, std::vector<std::uint32_t>>& lanes() const {
        return lanes_;
    }
    [[nodiscard]] queue::LaneName lane_of(const PlannedNotice& notice) const;
    [[nodiscard]] std::string id_of(const PlannedNotice& notice) const;
    // Everything that the notice says, as of now.
    [[nodiscard]] campaigns::OutgoingNotice render(const PlannedNotice& notice,
                                                   int revision,
                                                   bool late) const;
    // `history` is the one that it was planned with, or a later one.
    [[nodiscard]] Chain explain(const PlannedNotice& notice,
                                const journal::CampaignHistory& history) const;
    // Stands for all that the notice would say, and when: what an approval is bound to.
    [[nodiscard]] std::string content_hash(const PlannedNotice& notice) const;
    // SHA-256 over everything that the queue is set from.
    [[nodiscard]] std::string digest() const;

    [[nodiscard]] const campaigns::Activity& activity_of(const PlannedNotice& notice) const {
        return campaign_.activities[notice.activity];
    }
    [[nodiscard]] const campaigns::Rule& rule_of(const PlannedNotice& notice) const {
        return activity_of(notice).rules[notice.rule];
    }
    [[nodiscard]] const campaigns::Partner& partner_of(const PlannedNotice& notice) const {
        return partners().partners[notice.partner];
    }
    [[nodiscard]] const campaigns::Endpoint& endpoint_of(const PlannedNotice& notice) const {
        return partner_of(notice).endpoints[notice.endpoint];
    }

    // Null where its endpoint's connector needs none.
    [[nodiscard]] std::shared_ptr<const connectors::TemplateFile> recipe_of(
        const PlannedNotice& notice) const;

private:
    [[nodiscard]] wording::MessageFacts message_facts(const PlannedNotice& notice, bool late) const;
    [[nodiscard]] wording::WaitingFacts waiting_facts(const PlannedNotice& reminder) const;
    void fill_times(campaigns::OutgoingNotice& out, const PlannedNotice& notice) const;

    std::shared_ptr<const Surroundings> surroundings_;
    campaigns::Campaign campaign_;
    calendar::Zone zone_;
    calendar::OfficeCalendar office_;
    // The outcome of each decision, by activity and index.
    std::map<std::pair<std::uint32_t, std::uint8_t>, campaigns::Choice> outcomes_;
    Plan plan_;
    std::unordered_map<queue::NoticeNumber, std::uint32_t> by_number_;
    std::map<queue::LaneName, std::vector<std::uint32_t>> lanes_;
};

}  // namespace outreach::plan
