// The lines of /health about partners: what keeps an endpoint from being told everything.
#include "config/base/i18n.hpp"
#include "scheduler/app/daemon_view_impl.hpp"

namespace outreach::app {
namespace {

using http::HealthCheck;

constexpr int kFailingAfter = 3;
constexpr std::chrono::minutes kLongRest{1};

std::string sentence(const std::map<std::string, std::string>& sentences, const std::string& name) {
    const auto found = sentences.find(name);
    return found == sentences.end() ? std::string() : found->second;
}

// What keeps an endpoint from being told everything, the gravest first; empty if nothing.
std::string problem_of(const plan::PlanService& plan,
                       const journal::Pauses& off,
                       const std::string& name,
                       const delivery::EndpointState* state,
                       SysTime now) {
    const std::string disabled = sentence(off.endpoints, name);
    if (off.endpoints.contains(name)) {
        const std::string partner = name.substr(0, name.find('/'));
        return trf("disabled: {}; outreach partner enable {}", disabled, partner);
    }
    const std::string lacking = sentence(plan.secret_problems(), name);
    if (!lacking.empty()) return lacking;
    if (state != nullptr) {
        const int failures = state->breaker.failures();
        if (state->not_before >= now + kLongRest) {
            const std::string until = to_rfc3339_utc(state->not_before);
            return state->last_problem.empty()
                       ? trf("is left alone until {}", until)
                       : trf("is left alone until {}: {}", until, state->last_problem);
        }
        if (failures >= kFailingAfter || state->last_was_refused())
            return trf("fails: {}", state->last_problem);
    }
    return sentence(plan.quota_problems(), name);
}

}  // namespace

void DaemonViewImpl::add_partner_checks(std::vector<HealthCheck>& checks) const {
    const auto surroundings = doors_.plan.folder().surroundings();
    if (!surroundings) return;
    const auto& states = doors_.delivery.endpoints();
    const auto off = doors_.plan.pauses();
    for (const auto& partner : surroundings->partners.partners) {
        if (partner.endpoints.empty()) continue;
        HealthCheck one;
        one.name = "partner:" + partner.id.str();
        one.component_type = "component";
        int failures = 0;
        std::string problems;
        for (const auto& endpoint : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + endpoint.id.str();
            const auto state = states.find(name);
            if (state != states.end()) {
                failures = std::max(failures, state->second.breaker.failures());
            }
            const std::string problem = problem_of(doors_.plan,
                                                   off,
                                                   name,
                                                   state == states.end() ? nullptr : &state->second,
                                                   doors_.clock.now());
            if (problem.empty()) continue;
            if (!problems.empty()) problems += "; ";
            problems += endpoint.id.str() + ": " + problem;
        }
        if (!problems.empty()) one.status = http::HealthStatus::warn;
        one.output = std::move(problems);
        one.observed = static_cast<std::int64_t>(failures);
        one.unit = "failures in a row";
        checks.push_back(std::move(one));
    }
}

}  // namespace outreach::app
