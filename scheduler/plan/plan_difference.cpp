#include "scheduler/plan/plan_difference.hpp"

#include <algorithm>

#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

using campaigns::Purpose;

// Above this, texts are not compared one by one.
constexpr std::size_t kMostCompared = 20'000;

struct Side {
    const CompiledCampaign* campaign;
    const PlannedNotice* notice;
};
using Notices = std::map<queue::NoticeNumber, Side>;

Notices pending(const CompiledCampaign* campaign, const DifferenceInput& input) {
    Notices all;
    if (campaign == nullptr) return all;
    for (const PlannedNotice& notice : campaign->plan().notices) {
        if (notice.skipped || notice.hold == Hold::withdrawn) continue;
        if (input.is_over(*campaign, notice)) continue;
        all.emplace(notice.number, Side{campaign, &notice});
    }
    return all;
}

const campaigns::Activity* find_activity(const CompiledCampaign* campaign, const ActivityId& id) {
    if (campaign == nullptr) return nullptr;
    const auto& all = campaign->campaign().activities;
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const campaigns::Activity& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

bool corrects(const campaigns::Rule& rule) {
    return rule.purpose == Purpose::correction || rule.purpose == Purpose::cancellation ||
           rule.purpose == Purpose::postponement;
}

std::string why_withdrawn(const Side& side, const CompiledCampaign* after) {
    const auto& activity = side.campaign->activity_of(*side.notice);
    const auto* now = find_activity(after, activity.id);
    if (after == nullptr) return tr("the campaign is removed");
    if (now == nullptr) return tr("the activity is removed");
    if (now->status != activity.status) {
        return trf("the activity becomes \"{}\"", campaigns::word(now->status));
    }
    const auto& rule = side.campaign->rule_of(*side.notice);
    const bool known = std::any_of(now->rules.begin(),
                                   now->rules.end(),
                                   [&](const campaigns::Rule& each) { return each.id == rule.id; });
    return known ? tr("it is no longer due, or no longer for this partner")
                 : tr("the rule is removed");
}

class Collector {
public:
    void add(char sign, const Side& side, std::string reason, std::optional<SysTime> was) {
        const auto& campaign = *side.campaign;
        const auto& notice = *side.notice;
        const auto& rule = campaign.rule_of(notice);
        PlanChange& change =
            changes_[{order(sign), campaign.activity_of(notice).id, rule.id, reason}];
        change.sign = sign;
        change.activity = campaign.activity_of(notice).id;
        change.rule = rule.id;
        change.purpose = rule.purpose;
        change.reason = std::move(reason);
        ++change.notices;
        change.partners.insert(campaign.partner_of(notice).id);
        change.first = std::min(change.first, notice.due);
        change.last = std::max(change.last, notice.due);
        if (was) change.was = std::min(change.was.value_or(SysTime::max()), *was);
    }
    [[nodiscard]] std::vector<PlanChange> take() {
        std::vector<PlanChange> all;
        for (auto& [key, change] : changes_) all.push_back(std::move(change));
        return all;
    }

private:
    static int order(char sign) {
        static constexpr std::string_view kOrder = "!-~+";
        return static_cast<int>(kOrder.find(sign));
    }
    std::map<std::tuple<int, ActivityId, RuleId, std::string>, PlanChange> changes_;
};

}  // namespace

PlanDifference plan_difference(const DifferenceInput& input) {
    const Notices before = pending(input.before, input);
    const Notices after = pending(input.after, input);
    const bool compare_texts = before.size() <= kMostCompared && after.size() <= kMostCompared;
    Collector collector;
    for (const auto& [number, side] : after) {
        const auto old = before.find(number);
        if (old == before.end()) {
            const bool news = corrects(side.campaign->rule_of(*side.notice));
            collector.add(news ? '!' : '+', side, news ? tr("told otherwise before") : "", {});
        } else if (old->second.notice->due != side.notice->due) {
            collector.add('~', side, tr("moved"), old->second.notice->due);
        } else if (compare_texts && old->second.campaign->content_hash(*old->second.notice) !=
                                        side.campaign->content_hash(*side.notice)) {
            collector.add('~', side, tr("other words"), {});
        }
    }
    for (const auto& [number, side] : before) {
        if (after.contains(number)) continue;
        collector.add('-', side, why_withdrawn(side, input.after), {});
    }
    PlanDifference difference;
    difference.changes = collector.take();
    for (const auto& [id, known] : input.history.activities) {
        const bool was = find_activity(input.before, id) != nullptr;
        if (was && !known.told.empty() && find_activity(input.after, id) == nullptr) {
            difference.told_removed.push_back(id);
        }
    }
    return difference;
}

}  // namespace outreach::plan
