// Why a notice is due when it is: the planner's computation again, told step by step.
#include "config/base/i18n.hpp"
#include "scheduler/plan/planner.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::Rule;

void add_beginning(Chain& chain,
                   const PlanInput& input,
                   const PlannedNotice& notice,
                   const TimeSpan& span,
                   const Frame& frame) {
    const Activity& activity = input.campaign.activities[notice.activity];
    const Rule& rule = activity.rules[notice.rule];
    if (const auto* on = std::get_if<campaigns::OnEvent>(&rule.when)) {
        const auto known = input.history.activities.find(activity.id);
        SysTime at = notice.due;
        if (known != input.history.activities.end()) {
            for (const auto& each : known->second.events) {
                if (each.event == on->event) at = each.at;
            }
        }
        chain.push_back(
            {"event", at, trf("the activity became \"{}\"", campaigns::word(on->event))});
        (void)settle_instant(rule, at, &span, frame, &chain);
    } else if (std::holds_alternative<campaigns::OnChange>(rule.when)) {
        chain.push_back({"change", notice.due, tr("what this partner was told no longer holds")});
    } else if (std::holds_alternative<campaigns::OnWaiting>(rule.when)) {
        chain.push_back({"approval",
                         notice.due,
                         trf("notices of \"{}\" still wait for approval",
                             activity.rules[notice.about].id.str())});
    } else if (const auto* at = std::get_if<campaigns::AtTime>(&rule.when)) {
        const SysTime wanted = input.zone.to_instant(at->time);
        const std::string time = calendar::format_local(at->time);
        chain.push_back({rule.decision ? "decision" : "at",
                         wanted,
                         rule.decision ? trf("the decision is told at {}", time)
                                       : trf("the rule says {}", time)});
        (void)settle_instant(rule, wanted, &span, frame, &chain);
    } else {
        const auto& lead = std::get<campaigns::LeadTime>(rule.when);
        const auto wanted = lead_instant(lead, span, frame, &chain);
        if (wanted) (void)settle_instant(rule, *wanted, &span, frame, &chain);
    }
}

}  // namespace

Chain explain(const PlanInput& input, const PlannedNotice& notice) {
    const Activity& activity = input.campaign.activities[notice.activity];
    const Rule& rule = activity.rules[notice.rule];
    const Frame frame{input.zone, input.office, activity.status};
    const TimeSpan span = span_of(activity, notice.occurrence, notice.day);
    Chain chain;
    chain.push_back(
        {"rule", notice.due, trf("the rule \"{}\" of \"{}\"", rule.id.str(), activity.id.str())});
    add_beginning(chain, input, notice, span, frame);
    if (!keeps_hours(rule) && (input.office.has_hours() || !input.campaign.quiet_periods.empty())) {
        chain.push_back(
            {"urgent", notice.due, tr("goes at its moment, whatever the sending hours are")});
    }
    chain.push_back({"deadline",
                     notice.deadline,
                     rule.deadline ? tr("the rule's own deadline: not sent after this")
                                   : tr("the usual deadline: not sent after this")});
    if (notice.due >= notice.deadline) {
        chain.push_back({"expired",
                         notice.deadline,
                         tr("its time would come after its deadline: it is not sent")});
    }
    return chain;
}

}  // namespace outreach::plan
