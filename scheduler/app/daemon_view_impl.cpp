#include "scheduler/app/daemon_view_impl.hpp"

#include <algorithm>

#include "scheduler/app/campaign_views.hpp"
#include "scheduler/app/notice_views.hpp"

namespace outreach::app {
namespace {

constexpr std::chrono::seconds kCensusAge{1};
constexpr int kFailingAfter = 3;

}  // namespace

const Census& DaemonViewImpl::census() const {
    const auto now = std::chrono::steady_clock::now();
    if (now - census_taken_ > kCensusAge) {
        census_ = take_census(doors_.plan.in_force(), doors_.ledger, doors_.clock.now());
        census_taken_ = now;
    }
    return census_;
}

std::string DaemonViewImpl::metrics() {
    const Census& counts = census();
    for (const auto& [state, count] : counts.by_state) {
        doors_.metrics.set_notices(campaigns::word(state), static_cast<double>(count));
    }
    doors_.metrics.set_notices("delivering",
                               static_cast<double>(doors_.delivery.condition().in_flight));
    doors_.metrics.set_next_notice(
        counts.next == SysTime::max() ? 0 : static_cast<double>(to_ms(counts.next)) / 1000);
    const auto& folder = doors_.plan.folder();
    doors_.metrics.set_campaign_files(
        static_cast<double>(folder.files().size() - folder.invalid_files()),
        static_cast<double>(folder.invalid_files()));
    for (const auto& [name, state] : doors_.delivery.endpoints()) {
        const auto slash = name.find('/');
        const char* word = !state.disabled_url.empty()              ? "disabled"
                           : state.failures_in_row >= kFailingAfter ? "failing"
                                                                    : "ok";
        doors_.metrics.set_endpoint_state(name.substr(0, slash), name.substr(slash + 1), word);
    }
    return doors_.metrics.text();
}

http::NoticePage DaemonViewImpl::notices(const http::NoticeFilter& filter) const {
    struct Row {
        const plan::CompiledCampaign* campaign;
        const plan::PlannedNotice* notice;
    };
    std::vector<Row> rows;
    const SysTime now = doors_.clock.now();
    for (const auto& [id, campaign] : doors_.plan.in_force()) {
        if (!campaign.compiled) continue;
        if (!filter.campaign.empty() && filter.campaign != id.str()) continue;
        for (const auto& notice : campaign.compiled->plan().notices) {
            if (filter.upcoming && (notice.due < now || notice.skipped)) continue;
            rows.push_back({campaign.compiled.get(), &notice});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.notice->due < b.notice->due;
    });
    http::NoticePage page;
    bool passing = filter.after.empty();
    for (const Row& row : rows) {
        if (!passing) {
            passing = row.campaign->id_of(*row.notice) == filter.after;
            continue;
        }
        const auto* record =
            doors_.ledger.find(row.campaign->lane_of(*row.notice), row.notice->number);
        const bool flying = doors_.delivery.in_flight(row.notice->number);
        if (!filter.partner.empty() &&
            filter.partner != row.campaign->partner_of(*row.notice).id.str()) {
            continue;
        }
        if (!filter.state.empty() &&
            filter.state != campaigns::word(state_of(*row.notice, record, flying))) {
            continue;
        }
        if (page.notices.size() == filter.limit) {
            page.next = page.notices.back().id;
            break;
        }
        page.notices.push_back(view_of(*row.campaign, *row.notice, record, {}, flying, Depth::row));
    }
    return page;
}

std::vector<http::CampaignView> DaemonViewImpl::campaigns() const {
    std::vector<http::CampaignView> views;
    for (const auto& [id, entry] : doors_.plan.in_force()) {
        if (entry.compiled)
            views.push_back(view_of(id, entry, doors_.plan.folder(), doors_.ledger));
    }
    return views;
}

std::optional<http::CampaignView> DaemonViewImpl::campaign(const std::string& id) const {
    const auto found = doors_.plan.in_force().find(CampaignId(id));
    if (found == doors_.plan.in_force().end() || !found->second.compiled) return {};
    auto view = view_of(found->first, found->second, doors_.plan.folder(), doors_.ledger);
    view.text = found->second.text;
    return view;
}

std::vector<http::ActivityView> DaemonViewImpl::activities(const std::string& campaign) const {
    std::vector<http::ActivityView> views;
    for (const auto& [id, entry] : doors_.plan.in_force()) {
        if (!entry.compiled || (!campaign.empty() && campaign != id.str())) continue;
        std::ranges::move(activity_views(id, entry, doors_.ledger), std::back_inserter(views));
    }
    return views;
}

std::vector<http::AuditView> DaemonViewImpl::audit(std::size_t limit) const {
    std::vector<http::AuditView> views;
    const auto& acts = doors_.ledger.acts();
    for (auto act = acts.rbegin(); act != acts.rend() && views.size() < limit; ++act) {
        views.push_back(view_of(*act));
    }
    return views;
}

std::optional<http::NoticeView> DaemonViewImpl::notice(const std::string& id) const {
    const auto number = plan::number_of_id(id);
    if (!number) return {};
    for (const auto& [unused, campaign] : doors_.plan.in_force()) {
        const auto* notice = campaign.compiled ? campaign.compiled->find(*number) : nullptr;
        if (notice == nullptr || campaign.compiled->id_of(*notice) != id) continue;
        const auto* record = doors_.ledger.find(campaign.compiled->lane_of(*notice), *number);
        return view_of(*campaign.compiled,
                       *notice,
                       record,
                       doors_.ledger.history(campaign.compiled->campaign().id),
                       doors_.delivery.in_flight(*number),
                       Depth::chain_and_text);
    }
    return {};
}

}  // namespace outreach::app
