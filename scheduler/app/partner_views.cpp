#include "scheduler/app/partner_views.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/app/second_chances.hpp"

namespace outreach::app {
namespace {

using delivery::Breaker;
using delivery::EndpointState;
constexpr int kFailingAfter = 3;

std::string time_or_nothing(SysTime at) {
    return at == SysTime{} ? std::string() : to_rfc3339_utc(at);
}

std::string rate_text(const campaigns::Rate& rate) {
    const auto seconds = rate.per.count();
    return fmt::format("{}/{}", rate.count, seconds == 1 ? "s" : seconds == 60 ? "min" : "h");
}

void fill_state(http::EndpointView& view, const EndpointState& state, SysTime now) {
    view.failures = state.breaker.failures();
    view.last_success = time_or_nothing(state.last_success);
    view.last_failure = time_or_nothing(state.last_failure);
    if (state.not_before > now) view.not_before = to_rfc3339_utc(state.not_before);
    if (view.state != "ok") return;
    view.problem = state.last_problem;
    const bool waits = state.not_before > now;
    if (waits || state.breaker.state(now) == Breaker::State::open) {
        view.state = "resting";
    } else if (view.failures >= kFailingAfter || state.last_was_refused()) {
        view.state = "failing";
    }
}

http::EndpointView endpoint_view(const plan::PlanService& plan,
                                 const delivery::DeliveryService& delivery,
                                 const journal::Ledger& ledger,
                                 const std::string& name,
                                 const campaigns::Endpoint& endpoint,
                                 SysTime now) {
    http::EndpointView view;
    view.id = endpoint.id.str();
    view.connector = endpoint.connector;
    view.state = "ok";
    view.order = endpoint.order == campaigns::Order::fifo ? "fifo" : "none";
    const bool once = endpoint.promise == campaigns::DeliveryPromise::at_most_once;
    view.delivery = once ? "at_most_once" : "at_least_once";
    const auto limits = plan.targets().limits().find(name);
    if (limits != plan.targets().limits().end()) {
        view.concurrency = limits->second.concurrency;
        if (limits->second.rate) view.rate = rate_text(*limits->second.rate);
    }
    const auto problem = plan.secret_problems().find(name);
    if (problem != plan.secret_problems().end()) {
        view.state = "unusable";
        view.problem = problem->second;
    }
    const auto off = plan.pauses().endpoints;
    if (const auto why = off.find(name); why != off.end()) {
        view.state = "disabled";
        view.problem = why->second;
        view.since = to_rfc3339_utc(ledger.disabled().at(name).since);
    }
    const auto state = delivery.endpoints().find(name);
    if (state != delivery.endpoints().end()) fill_state(view, state->second, now);
    for (const auto& [place, letter] : ledger.dead_letters()) {
        if (queue::endpoint_of_lane(place.lane) == name) ++view.dead_letters;
    }
    return view;
}

http::DeadLetterView letter_view(const plan::PlanService& plan,
                                 const journal::NoticePlace& place,
                                 const journal::DeadLetter& letter,
                                 SysTime now) {
    const journal::Attempt& last = letter.last;
    http::DeadLetterView view;
    view.notice = last.id;
    view.campaign = place.lane.substr(0, place.lane.find('/'));
    view.activity = last.activity.str();
    view.rule = last.rule.str();
    view.purpose = last.purpose;
    view.partner = last.partner.str();
    const std::string endpoint = queue::endpoint_of_lane(place.lane);
    view.endpoint = endpoint.substr(endpoint.find('/') + 1);
    view.due = to_rfc3339_utc(last.due);
    view.dead_at = to_rfc3339_utc(last.at);
    view.reason = last.result;
    view.status = last.status;
    view.detail = last.detail;
    view.answer = last.answer;
    view.attempts = letter.attempts;
    view.took_ms = last.took_ms;
    view.why_not = why_not_again(plan, place, now, false);
    const auto found = plan.in_force().find(CampaignId(view.campaign));
    if (found == plan.in_force().end() || !found->second.compiled) return view;
    const auto& compiled = *found->second.compiled;
    const auto* notice = compiled.find(place.number);
    if (notice == nullptr) return view;
    view.due = compiled.zone().format(notice->due);
    view.deadline = compiled.zone().format(notice->deadline);
    view.dead_at = compiled.zone().format(last.at);
    return view;
}

}  // namespace

std::vector<http::PartnerView> partner_views(const plan::PlanService& plan,
                                             const delivery::DeliveryService& delivery,
                                             const journal::Ledger& ledger,
                                             SysTime now) {
    std::vector<http::PartnerView> views;
    const auto around = plan.folder().surroundings();
    if (!around) return views;
    const journal::Pauses pauses = plan.pauses();
    for (const campaigns::Partner& partner : around->partners.partners) {
        http::PartnerView& view = views.emplace_back();
        view.id = partner.id.str();
        view.name = partner.name.in(partner.language);
        view.audience = campaigns::word(partner.audience);
        view.language = campaigns::word(partner.language);
        view.role = partner.role;
        const auto paused = pauses.partners.find(partner.id);
        if (paused != pauses.partners.end()) view.paused = paused->second;
        for (const campaigns::Endpoint& endpoint : partner.endpoints) {
            const std::string name = view.id + "/" + endpoint.id.str();
            view.endpoints.push_back(endpoint_view(plan, delivery, ledger, name, endpoint, now));
        }
    }
    return views;
}

http::DeadLetterPage dead_letter_page(const plan::PlanService& plan,
                                      const journal::Ledger& ledger,
                                      const http::DeadLetterFilter& filter,
                                      SysTime now) {
    std::vector<std::pair<const journal::NoticePlace*, const journal::DeadLetter*>> all;
    for (const auto& [place, letter] : ledger.dead_letters()) {
        const std::string campaign = place.lane.substr(0, place.lane.find('/'));
        if (!filter.notice.empty() && letter.last.id != filter.notice) continue;
        if (!filter.campaign.empty() && campaign != filter.campaign) continue;
        if (!filter.partner.empty() && letter.last.partner.str() != filter.partner) continue;
        all.emplace_back(&place, &letter);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(a.second->last.at, *a.first) < std::tie(b.second->last.at, *b.first);
    });
    http::DeadLetterPage page;
    bool passing = filter.after.empty();
    for (const auto& [place, letter] : all) {
        if (!passing) {
            passing = letter->last.id == filter.after;
            continue;
        }
        if (page.letters.size() == filter.limit) {
            page.next = page.letters.back().notice;
            break;
        }
        page.letters.push_back(letter_view(plan, *place, *letter, now));
    }
    return page;
}

}  // namespace outreach::app
