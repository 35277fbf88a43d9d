#include "scheduler/plan/relevance.hpp"

namespace outreach::plan {

using campaigns::Activity;
using campaigns::Event;
using campaigns::Purpose;
using campaigns::Rule;
using campaigns::Status;

namespace {

bool is_off(const Activity& activity) {
    return activity.status == Status::cancelled || activity.status == Status::postponed;
}

}  // namespace

bool event_holds(Event event, Status status) {
    switch (event) {
        case Event::announced:
            return status != Status::cancelled && status != Status::postponed &&
                   status != Status::done;
        case Event::confirmed:
            return status == Status::confirmed;
        case Event::rescheduled:
            return status == Status::rescheduled;
        case Event::postponed:
            return status == Status::postponed;
        case Event::cancelled:
            return status == Status::cancelled;
        case Event::completed:
            return status == Status::done;
    }
    return false;
}

bool looks_forward(Event event) {
    return event == Event::announced || event == Event::confirmed || event == Event::rescheduled;
}

bool rule_holds(const Rule& rule, const Activity& activity) {
    if (rule.decision && activity.off_by_decision) return *rule.decision == activity.off_decision;
    if (is_off(activity)) return false;
    if (rule.purpose == Purpose::chaser && activity.status != Status::tentative) return false;
    if (activity.status != Status::done) return true;
    if (const auto* lead = std::get_if<campaigns::LeadTime>(&rule.when)) return !lead->before;
    return rule.purpose == Purpose::report || rule.purpose == Purpose::end;
}

}  // namespace outreach::plan
