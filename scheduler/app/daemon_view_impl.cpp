#include "scheduler/app/daemon_view_impl.hpp"

#include <algorithm>
#include <tuple>

#include "scheduler/app/campaign_views.hpp"
#include "scheduler/app/notice_views.hpp"
#include "scheduler/app/partner_views.hpp"

namespace outreach::app {
namespace {

constexpr std::chrono::seconds kCensusAge{1};
constexpr int kFailingAfter = 3;

}  // namespace

const Census& DaemonViewImpl::census() const {
    using std::chrono::steady_clock;
    const auto now = steady_clock::now();
    // Of millions of notices the count takes a while; it may take a twentieth of the time.
    const auto age = std::max<steady_clock::duration>(kCensusAge, 20 * census_cost_);
    if (now - census_taken_ > age) {
        census_ = take_census(doors_.plan.in_force(), doors_.ledger, doors_.clock.now());
        census_taken_ = now;
        census_cost_ = steady_clock::now() - now;
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
    for (const http::PartnerView& partner : partners()) {
        for (const http::EndpointView& endpoint : partner.endpoints) {
            doors_.metrics.set_endpoint_state(partner.id, endpoint.id, endpoint.state);
        }
    }
    return doors_.metrics.text();
}

namespace {

// The notices of all campaigns in order of time, one by one: each campaign's are in order already.
class Merge {
public:
    explicit Merge(const plan::CampaignsInForce& in_force, const std::string& campaign) {
        for (const auto& [id, entry] : in_force) {
            const bool wanted = campaign.empty() || campaign == id.str();
            if (!entry.compiled || !wanted || entry.compiled->plan().notices.empty()) continue;
            heap_.push_back({entry.compiled.get(), &entry, 0});
        }
        std::make_heap(heap_.begin(), heap_.end(), later);
    }
    struct Row {
        const plan::CompiledCampaign* campaign = nullptr;
        const plan::InForce* entry = nullptr;
        const plan::PlannedNotice* notice = nullptr;
    };
    std::optional<Row> next() {
        if (heap_.empty()) return {};
        std::pop_heap(heap_.begin(), heap_.end(), later);
        Cursor& cursor = heap_.back();
        const Row row{cursor.campaign, cursor.entry, &cursor.notice()};
        if (++cursor.index < cursor.campaign->plan().notices.size()) {
            std::push_heap(heap_.begin(), heap_.end(), later);
        } else {
            heap_.pop_back();
        }
        return row;
    }

private:
    struct Cursor {
        const plan::CompiledCampaign* campaign;
        const plan::InForce* entry;
        std::size_t index;
        [[nodiscard]] const plan::PlannedNotice& notice() const {
            return campaign->plan().notices[index];
        }
    };
    static bool later(const Cursor& a, const Cursor& b) {
        return std::tie(a.notice().due, a.notice().number) >
               std::tie(b.notice().due, b.notice().number);
    }
    std::vector<Cursor> heap_;
};

}  // namespace

namespace {

const std::string kHeldBack(campaigns::word(campaigns::NoticeState::held));

// Whether lint holds it back; it lies in the queue at its deadline then.
bool is_blocked(const plan::InForce& entry, const plan::PlannedNotice& notice) {
    return entry.gatekeeper && entry.gatekeeper->blocked().contains(notice.number);
}

}  // namespace

http::NoticePage DaemonViewImpl::notices(const http::NoticeFilter& filter) const {
    Merge merge(doors_.plan.in_force(), filter.campaign);
    const SysTime now = doors_.clock.now();
    const auto after = plan::number_of_id(filter.after);
    http::NoticePage page;
    bool passing = !after;
    while (const auto row = merge.next()) {
        const plan::PlannedNotice& notice = *row->notice;
        if (filter.upcoming && (notice.due < now || notice.skipped)) continue;
        if (!passing) {
            passing = notice.number == *after;
            continue;
        }
        if (!filter.partner.empty() &&
            filter.partner != row->campaign->partner_of(notice).id.str()) {
            continue;
        }
        const auto* record = doors_.ledger.find(row->campaign->lane_of(notice), notice.number);
        const bool flying = doors_.delivery.in_flight(notice.number);
        if (!filter.state.empty() &&
            filter.state != campaigns::word(state_of(notice, record, flying))) {
            continue;
        }
        if (page.notices.size() == filter.limit) {
            page.next = page.notices.back().id;
            break;
        }
        page.notices.push_back(view_of(*row->campaign, notice, record, {}, flying, Depth::row));
        if (is_blocked(*row->entry, notice)) page.notices.back().state = kHeldBack;
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

std::vector<http::PartnerView> DaemonViewImpl::partners() const {
    return partner_views(doors_.plan, doors_.delivery, doors_.ledger, doors_.clock.now());
}

http::DeadLetterPage DaemonViewImpl::dead_letters(const http::DeadLetterFilter& filter) const {
    return dead_letter_page(doors_.plan, doors_.ledger, filter, doors_.clock.now());
}

std::optional<http::NoticeView> DaemonViewImpl::notice(const std::string& id) const {
    const auto number = plan::number_of_id(id);
    if (!number) return {};
    for (const auto& [unused, campaign] : doors_.plan.in_force()) {
        const auto* notice = campaign.compiled ? campaign.compiled->find(*number) : nullptr;
        if (notice == nullptr || campaign.compiled->id_of(*notice) != id) continue;
        const auto* record = doors_.ledger.find(campaign.compiled->lane_of(*notice), *number);
        auto view = view_of(*campaign.compiled,
                            *notice,
                            record,
                            doors_.ledger.history(campaign.compiled->campaign().id),
                            doors_.delivery.in_flight(*number),
                            Depth::chain_and_text);
        if (is_blocked(campaign, *notice)) {
            view.state = kHeldBack;
            view.chain.push_back(
                {"blocked", view.deadline, campaign.gatekeeper->blocked().at(*number)});
        }
        return view;
    }
    return {};
}

}  // namespace outreach::app
