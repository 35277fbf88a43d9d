#include "campaigns/reading/automatic_rules.hpp"

#include <algorithm>

namespace outreach::reading {
namespace {

using namespace campaigns;

const Recipient kOrganizer{"organizer", true};

Rule decision_rule(const Decision& decision, std::size_t index, bool needs_approval) {
    Rule rule;
    rule.id = RuleId(decision_name(decision));
    rule.purpose = Purpose::decision;
    rule.when = AtTime{decision.at};
    rule.each = Each::activity;
    rule.to = decision.to;
    rule.needs_approval = needs_approval;
    rule.decision = static_cast<std::uint8_t>(index);
    return rule;
}

// A date that stays open needs somebody who is asked about it (contract 2).
Rule window_chaser(const char* id, const LeadTime& lead) {
    Rule rule;
    rule.id = RuleId(id);
    rule.purpose = Purpose::chaser;
    rule.when = lead;
    rule.to = {kOrganizer};
    return rule;
}

Rule correction_rule(bool needs_approval) {
    Rule rule;
    rule.id = RuleId("correction.auto");
    rule.purpose = Purpose::correction;
    rule.when = OnChange{};
    rule.each = Each::activity;
    rule.needs_approval = needs_approval;
    return rule;
}

Rule approval_reminder() {
    Rule rule;
    rule.id = RuleId("approval.reminder");
    rule.purpose = Purpose::chaser;
    rule.when = OnWaiting{};
    return rule;
}

}  // namespace

void add_automatic_rules(Activity& activity, bool needs_approval, bool written) {
    std::vector<Rule>& rules = activity.rules;
    const bool silent = written && rules.empty();
    const bool chased = std::any_of(rules.begin(), rules.end(), [](const Rule& rule) {
        return rule.purpose == Purpose::chaser;
    });
    const auto& occurrences = activity.schedule.occurrences;
    const bool open = std::any_of(
        occurrences.begin(), occurrences.end(), [](const auto& each) { return each.window; });
    if (open && !chased && !silent) {
        rules.push_back(
            window_chaser("chaser.month-before",
                          LeadTime{1, Unit::months, true, Anchor::window, std::chrono::hours{10}}));
        rules.push_back(window_chaser(
            "chaser.open", LeadTime{3, Unit::days, false, Anchor::window, std::chrono::hours{10}}));
    }
    for (std::size_t i = 0; i < activity.decisions.size(); ++i) {
        rules.push_back(decision_rule(activity.decisions[i], i, needs_approval));
    }
    rules.push_back(correction_rule(needs_approval));
    const bool waits = std::any_of(
        rules.begin(), rules.end(), [](const Rule& rule) { return rule.needs_approval; });
    if (waits) rules.push_back(approval_reminder());
}

}  // namespace outreach::reading
