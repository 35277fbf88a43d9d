// The lines of /health about what waits for people: approval, mending, official holidays.
#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/app/daemon_view_impl.hpp"

namespace outreach::app {
namespace {

using http::HealthCheck;
using http::HealthStatus;

constexpr std::chrono::hours kApprovalSoon{48};

HealthCheck check(std::string name) {
    HealthCheck one;
    one.name = std::move(name);
    one.component_type = "component";
    return one;
}

void warn(HealthCheck& one, std::string output) {
    one.status = HealthStatus::warn;
    one.output = std::move(output);
}

}  // namespace

// Plans that reach into years whose equinox days are not official yet may shift by a day.
HealthCheck DaemonViewImpl::holiday_check() const {
    HealthCheck holidays = check("holidays:coverage");
    const auto surroundings = doors_.plan.folder().surroundings();
    if (!surroundings) return holidays;
    const auto zone = calendar::Zone::find("Asia/Tokyo");
    const int known = surroundings->holidays.gazetted_until(
        std::chrono::floor<std::chrono::days>(zone->to_local(doors_.clock.now())));
    holidays.observed = static_cast<std::int64_t>(known);
    std::string names;
    for (const auto& [id, entry] : doors_.plan.in_force()) {
        if (entry.compiled && entry.compiled->campaign().fiscal_year + 1 > known) {
            names += " " + id.str();
        }
    }
    if (!names.empty()) {
        warn(holidays,
             trf("holidays are official until {}; later ones are worked out by the law:{}",
                 known,
                 names));
    }
    return holidays;
}

// What waits for people, and what lint holds back.
void DaemonViewImpl::add_people_checks(std::vector<HealthCheck>& checks) const {
    HealthCheck approval = check("notices:awaitingApproval");
    const auto waiting = census().by_state.find(campaigns::NoticeState::awaiting_approval);
    approval.observed =
        static_cast<std::int64_t>(waiting == census().by_state.end() ? 0 : waiting->second);
    if (census().first_unapproved - doors_.clock.now() < kApprovalSoon) {
        warn(approval,
             tr("a notice that is due within two days is not approved; see \"outreach notices "
                "--state awaiting_approval\""));
    }
    checks.push_back(std::move(approval));
    HealthCheck blocked = check("notices:blocked");
    std::int64_t count = 0;
    std::string reason;
    for (const auto& [id, entry] : doors_.plan.in_force()) {
        if (!entry.gatekeeper) continue;
        for (const auto& [number, why] : entry.gatekeeper->blocked()) {
            ++count;
            reason = why;
        }
    }
    blocked.observed = count;
    if (count > 0) {
        warn(blocked, trf("messages are held back until they are mended: {}", reason));
    }
    checks.push_back(std::move(blocked));
}

}  // namespace outreach::app
