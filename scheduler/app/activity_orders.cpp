#include "scheduler/app/activity_orders.hpp"

#include <algorithm>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/app/order_answers.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::app {
namespace {

using campaigns::Activity;
using campaigns::Choice;
using campaigns::Status;

struct Found {
    const plan::InForce* entry = nullptr;
    const Activity* activity = nullptr;
    CampaignId campaign;
    std::string also_in;  // another campaign with an activity of this name
};

Found find_activity(const plan::CampaignsInForce& in_force, const std::string& id) {
    const auto dot = id.find('.');
    const std::string campaign = dot == id.npos ? "" : id.substr(0, dot);
    const std::string name = dot == id.npos ? id : id.substr(dot + 1);
    Found found;
    for (const auto& [key, entry] : in_force) {
        if (!entry.compiled || (!campaign.empty() && key.str() != campaign)) continue;
        for (const Activity& activity : entry.compiled->campaign().activities) {
            if (activity.id.str() != name) continue;
            if (found.activity != nullptr) found.also_in = key.str();
            if (found.activity == nullptr) found = {&entry, &activity, key, {}};
        }
    }
    return found;
}

std::optional<Status> status_after(const std::string& verb) {
    if (verb == "confirm") return Status::confirmed;
    if (verb == "cancel") return Status::cancelled;
    if (verb == "postpone") return Status::postponed;
    if (verb == "reschedule") return Status::rescheduled;
    if (verb == "complete") return Status::done;
    return {};
}

// The occurrence that is meant, or a refusal.
std::optional<std::size_t> choose_occurrence(const Activity& activity,
                                             const std::string& said,
                                             std::string& problem) {
    const auto& all = activity.schedule.occurrences;
    if (said.empty() && all.size() == 1) return 0;
    for (std::size_t i = 0; i < all.size() && !said.empty(); ++i) {
        if (all[i].id == said || std::to_string(i + 1) == said) return i;
    }
    std::string names;
    for (std::size_t i = 0; i < all.size(); ++i) {
        names += (i > 0 ? ", " : "") + (all[i].id.empty() ? std::to_string(i + 1) : all[i].id);
    }
    problem = trf("say which date is meant with --occurrence: {}", names);
    return {};
}

// Fills the new times; a sentence if they cannot be.
std::string set_times(journal::Act& act,
                      const Activity& activity,
                      const plan::FileWord& file,
                      const http::Order& order) {
    std::string problem;
    const auto index = choose_occurrence(activity, order.occurrence, problem);
    if (!index) return problem;
    const auto& old = activity.schedule.occurrences[*index];
    const auto day = calendar::parse_date(order.start);
    const auto start =
        day ? std::optional(campaigns::LocalTime{*day}) : calendar::parse_local_time(order.start);
    if (!start) return trf("\"{}\" is no local date and time", order.start);
    std::optional<campaigns::LocalTime> end;
    if (order.end.empty()) {
        // The same length as before; of a window a whole day, or an hour beside a time.
        const auto length = day          ? std::chrono::seconds{std::chrono::hours{24}}
                            : old.window ? std::chrono::seconds{std::chrono::hours{1}}
                                         : old.end - old.start;
        end = *start + length;
    } else if (const auto last = calendar::parse_date(order.end)) {
        end = campaigns::LocalTime{*last + std::chrono::days{1}};
    } else {
        end = calendar::parse_local_time(order.end);
    }
    if (!end) return trf("\"{}\" is no local date and time", order.end);
    if (*end < *start) return tr("this ends before it starts");
    const std::string name = plan::occurrence_key(activity, *index);
    act.times[name] = {
        calendar::format_local(*start), calendar::format_local(*end), file.times.at(name)};
    return {};
}

// The next decision, or the one that is named.
std::optional<std::size_t> choose_decision(const Found& found, int said, SysTime now) {
    const auto& decisions = found.activity->decisions;
    if (said > 0) {
        const auto index = static_cast<std::size_t>(said - 1);
        return index < decisions.size() ? std::optional(index) : std::nullopt;
    }
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        if (found.entry->compiled->zone().to_instant(decisions[i].at) > now) return i;
    }
    return {};
}

Ordered decide(Ordered ordered, const Found& found, const http::Order& order, SysTime now) {
    const auto choice = campaigns::from_word<Choice>(order.outcome);
    const auto index = choose_decision(found, order.decision, now);
    if (!choice) {
        ordered.refusal = refuse(400, "Bad Request", tr("say go, cancel or postpone"));
    } else if (!index) {
        ordered.refusal = refuse(409, "Conflict", tr("there is no decision to be made"));
    } else if (found.entry->compiled->zone().to_instant(found.activity->decisions[*index].at) <=
               now) {
        ordered.refusal = refuse(
            409, "Conflict", tr("this decision's moment has passed; change the activity instead"));
    } else {
        ordered.act.decision = campaigns::decision_name(found.activity->decisions[*index]);
        ordered.act.choice = choice;
    }
    return ordered;
}

bool has_window(const Activity& activity, const journal::Act& act) {
    const auto& all = activity.schedule.occurrences;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].window && !act.times.contains(plan::occurrence_key(activity, i))) return true;
    }
    return false;
}

}  // namespace

Ordered order_activity(const plan::CampaignsInForce& in_force,
                       const std::string& id,
                       const std::string& verb,
                       const http::Order& order,
                       SysTime now) {
    Ordered ordered;
    const auto refused = [&](int status, const char* title, std::string detail) {
        ordered.refusal = refuse(status, title, std::move(detail));
        return ordered;
    };
    const auto status = status_after(verb);
    if (!status && verb != "decide") {
        return refused(404, "Not Found", trf("an activity cannot be \"{}\"", verb));
    }
    const Found found = find_activity(in_force, id);
    if (found.activity == nullptr) {
        return refused(404, "Not Found", trf("no campaign in force has the activity \"{}\"", id));
    }
    if (!found.also_in.empty()) {
        return refused(409,
                       "Conflict",
                       trf("several campaigns have it; write \"{}.{}\" or \"{}.{}\"",
                           found.campaign.str(),
                           id,
                           found.also_in,
                           id));
    }
    const Activity& activity = *found.activity;
    journal::Act& act = ordered.act;
    act.what = verb;
    act.campaign = found.campaign;
    act.activity = activity.id;
    if (verb == "decide") return decide(std::move(ordered), found, order, now);
    act.base = found.entry->words.at(activity.id).status;
    act.status = status;
    if (!order.start.empty()) {
        std::string problem = set_times(act, activity, found.entry->words.at(activity.id), order);
        if (!problem.empty()) return refused(400, "Bad Request", std::move(problem));
    } else if (verb == "reschedule") {
        return refused(400, "Bad Request", tr("say the new date with --start 2025-07-02T10:00"));
    }
    const bool fixes = *status == Status::confirmed || *status == Status::rescheduled;
    if (fixes && has_window(activity, act)) {
        return refused(409,
                       "Conflict",
                       tr("the date is still a window: give the date with --start, and "
                          "--occurrence where there are several"));
    }
    if (activity.status == *status && act.times.empty()) {
        return refused(409, "Conflict", trf("it is \"{}\" already", campaigns::word(*status)));
    }
    return ordered;
}

}  // namespace outreach::app
