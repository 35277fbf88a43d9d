#include "scheduler/app/daemon_acts_impl.hpp"

#include <nlohmann/json.hpp>

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/app/campaign_views.hpp"
#include "scheduler/app/notice_orders.hpp"
#include "scheduler/app/order_answers.hpp"
#include "scheduler/app/plan_json.hpp"
#include "scheduler/plan/message_quota.hpp"
#include "scheduler/plan/observation.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::app {
namespace {

namespace fs = std::filesystem;
using http::Identity;
using http::Order;
using http::Verdict;

Verdict problems_of(const std::vector<reading::Diagnostic>& diagnostics) {
    std::string text;
    for (const auto& each : diagnostics) {
        if (each.severity == reading::Severity::error) text += reading::to_text(each);
    }
    return refuse(422, "Unprocessable Content", std::move(text));
}

Verdict told_removed(const std::vector<ActivityId>& gone, const CampaignId& id) {
    std::string names;
    for (const ActivityId& each : gone) names += (names.empty() ? "" : ", ") + each.str();
    return refuse(409,
                  "Conflict",
                  trf("partners know of {}; cancel instead of removing, or confirm with "
                      "--confirm {}",
                      names,
                      id.str()));
}

}  // namespace

DaemonActsImpl::Compiled DaemonActsImpl::in_force(const CampaignId& id) const {
    const auto found = doors_.plan.in_force().find(id);
    return found == doors_.plan.in_force().end() ? nullptr : found->second.compiled;
}

plan::PlanDifference DaemonActsImpl::difference(const CampaignId& id,
                                                const Compiled& before,
                                                const Compiled& after,
                                                const Over* over) const {
    const plan::DifferenceInput input{
        before.get(),
        after.get(),
        doors_.ledger.history(id),
        [this, over](const plan::CompiledCampaign& of, const plan::PlannedNotice& notice) {
            if (over != nullptr) return over->contains(notice.number);
            const auto* record = doors_.ledger.find(of.lane_of(notice), notice.number);
            return record != nullptr && record->is_final();
        }};
    plan::PlanDifference difference = plan::plan_difference(input);
    std::vector<Compiled> all;
    if (after) all.push_back(after);
    for (const auto& [other, entry] : doors_.plan.in_force()) {
        if (other != id && entry.compiled) all.push_back(entry.compiled);
    }
    for (const auto& month : plan::months_over_quota(all)) {
        difference.warnings.push_back(plan::to_text(month));
    }
    return difference;
}

DaemonActsImpl::Over DaemonActsImpl::over_in(const plan::CompiledCampaign& campaign) const {
    Over over;
    for (const plan::PlannedNotice& notice : campaign.plan().notices) {
        const auto* record = doors_.ledger.find(campaign.lane_of(notice), notice.number);
        if (record != nullptr && record->is_final()) over.insert(notice.number);
    }
    return over;
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::perform(journal::Act act) {
    act.at = doors_.clock.now();
    const CampaignId id = act.campaign;
    const Compiled before = in_force(id);
    // As of now: what the act causes may be delivered before it is told about.
    const Over over = before ? over_in(*before) : Over();
    const auto done = co_await doors_.plan.perform(std::move(act));
    Verdict verdict = after_recording(done);
    const Compiled after = in_force(id);
    if (!verdict.title.empty()) co_return verdict;
    verdict.json = "{}";
    if (before && after) {
        const auto found = doors_.plan.in_force().find(id);
        verdict.json = to_json(
            id, state_of(&found->second), difference(id, before, after, &over), after->zone());
    }
    co_return verdict;
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::on_activity(Identity who,
                                                                 std::string id,
                                                                 std::string verb,
                                                                 Order order) {
    Ordered ordered = order_activity(doors_.plan.in_force(), id, verb, order, doors_.clock.now());
    if (!ordered.refusal.title.empty()) co_return ordered.refusal;
    ordered.act.by = who.name;
    ordered.act.reason = order.reason;
    co_return co_await perform(std::move(ordered.act));
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::on_notice(Identity who,
                                                               std::string id,
                                                               std::string verb,
                                                               Order order) {
    const auto number = plan::number_of_id(id);
    for (const auto& [campaign, entry] : doors_.plan.in_force()) {
        const auto* notice = number && entry.compiled ? entry.compiled->find(*number) : nullptr;
        if (notice == nullptr || entry.compiled->id_of(*notice) != id) continue;
        const auto& history = doors_.ledger.history(campaign);
        const auto decision = history.decisions.find(*number);
        const bool applied = history.author_hash == to_hex(sha256(entry.text));
        const NoticeInQuestion about{
            entry,
            *notice,
            doors_.ledger.find(entry.compiled->lane_of(*notice), *number),
            decision == history.decisions.end() ? nullptr : &decision->second,
            applied ? history.author : std::string()};
        Ordered ordered = order_notice(about, who, verb, order);
        if (!ordered.refusal.title.empty()) co_return ordered.refusal;
        ordered.act.by = who.name;
        ordered.act.reason = order.reason;
        co_return co_await perform(std::move(ordered.act));
    }
    co_return refuse(404, "Not Found", tr("no plan in force has a notice of this id"));
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::pause(Identity who, bool on, Order order) {
    const int said = static_cast<int>(order.all) + static_cast<int>(!order.campaign.empty()) +
                     static_cast<int>(!order.partner.empty());
    if (said != 1) {
        co_return refuse(400, "Bad Request", tr("say one of --campaign C, --partner P and --all"));
    }
    if (on && order.reason.empty()) {
        co_return refuse(400, "Bad Request", tr("this needs a reason: --reason \"…\""));
    }
    if (!order.campaign.empty() && !in_force(CampaignId(order.campaign))) {
        co_return refuse(404, "Not Found", tr("no campaign of this id is in force"));
    }
    const auto around = doors_.plan.folder().surroundings();
    if (!order.partner.empty() &&
        (!around || around->partners.find(PartnerId(order.partner)) == nullptr)) {
        co_return refuse(404, "Not Found", trf("there is no partner \"{}\"", order.partner));
    }
    journal::Act act;
    act.what = on ? "pause" : "resume";
    act.by = who.name;
    act.reason = order.reason;
    act.campaign = CampaignId(order.campaign);
    act.partner = PartnerId(order.partner);
    co_return co_await perform(std::move(act));
}

DaemonActsImpl::Draft DaemonActsImpl::compile(const std::string& text) const {
    Draft draft;
    if (text.size() > reading::kLargestFile) {
        draft.refusal = refuse(413,
                               "Content Too Large",
                               trf("the file is larger than {} MiB", reading::kLargestFile >> 20U));
        return draft;
    }
    const auto around = doors_.plan.folder().surroundings();
    if (!around) {
        draft.refusal = refuse(503, "Service Unavailable", tr("the partner file is not read yet"));
        return draft;
    }
    auto reading = reading::read_campaign(reading::SourceText("campaign.json", text),
                                          {around->kinds, &around->partners, around->holidays});
    if (!reading.value) {
        draft.refusal = problems_of(reading.diagnostics);
        return draft;
    }
    campaigns::Campaign campaign = std::move(*reading.value);
    const SysTime now = doors_.clock.now();
    journal::CampaignHistory history = doors_.ledger.history(campaign.id);
    plan::apply_overrides(campaign, history);
    journal::apply_seen(history, plan::observe(campaign, around->partners, history, now));
    draft.compiled = std::make_shared<plan::CompiledCampaign>(
        around,
        std::move(campaign),
        history,
        now,
        doors_.backfill,
        doors_.plan.pauses(),
        [this](const queue::LaneName& lane, queue::NoticeNumber number) {
            const auto* record = doors_.ledger.find(lane, number);
            return record != nullptr && record->is_final();
        });
    return draft;
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::plan(Order order) {
    const Draft draft = compile(order.text);
    if (!draft.compiled) co_return draft.refusal;
    const CampaignId id = draft.compiled->campaign().id;
    const auto found = doors_.plan.in_force().find(id);
    const bool known = found != doors_.plan.in_force().end();
    Verdict verdict;
    verdict.json = to_json(id,
                           state_of(known ? &found->second : nullptr),
                           difference(id, in_force(id), draft.compiled),
                           draft.compiled->zone());
    co_return verdict;
}

fs::path DaemonActsImpl::file_of(const CampaignId& id) const {
    for (const auto& [path, file] : doors_.plan.folder().files()) {
        if (file.campaign && file.campaign->id == id) return path;
    }
    std::error_code ec;
    if (!fs::is_directory(doors_.campaigns, ec)) return {};
    fs::path path = doors_.campaigns / (id.str() + ".json");
    return fs::exists(path, ec) ? fs::path() : path;
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::put_campaign(Identity who,
                                                                  std::string id,
                                                                  Order order) {
    const CampaignId campaign(id);
    const Draft draft = compile(order.text);
    if (!draft.compiled) co_return draft.refusal;
    if (draft.compiled->campaign().id != campaign) {
        co_return refuse(
            409,
            "Conflict",
            trf("the file holds the campaign \"{}\"", draft.compiled->campaign().id.str()));
    }
    const auto found = doors_.plan.in_force().find(campaign);
    const bool known = found != doors_.plan.in_force().end();
    const std::string state = state_of(known ? &found->second : nullptr);
    if (!order.state.empty() && order.state != state) {
        co_return refuse(
            412, "Precondition Failed", tr("the campaign has changed since; plan again"));
    }
    const Compiled before = in_force(campaign);
    const auto changes = difference(campaign, before, draft.compiled);
    if (!changes.told_removed.empty() && order.confirm != id) {
        co_return told_removed(changes.told_removed, campaign);
    }
    const fs::path path = file_of(campaign);
    if (path.empty()) {
        co_return refuse(409,
                         "Conflict",
                         tr("there is no place for a new campaign file: another file has its name, "
                            "or the daemon reads a single file"));
    }
    journal::Act act;
    act.what = "apply";
    act.by = who.name;
    act.reason = order.reason;
    act.campaign = campaign;
    act.hash = to_hex(sha256(order.text));
    act.at = doors_.clock.now();
    const auto recorded = co_await doors_.plan.perform(std::move(act));
    if (!recorded && recorded.error() == Errc::journal_failed) {
        co_return after_recording(recorded);
    }
    const auto written = write_file(path, order.text);
    if (!written) {
        co_return refuse(
            500,
            "Internal Server Error",
            trf("{} cannot be written: {}", path.filename().string(), written.error().message()));
    }
    const auto read = co_await doors_.plan.read_again();
    Verdict verdict = after_recording(read);
    if (!verdict.title.empty()) co_return verdict;
    const auto now = doors_.plan.in_force().find(campaign);
    verdict.status = known ? 200 : 201;
    verdict.json = to_json(campaign,
                           state_of(now == doors_.plan.in_force().end() ? nullptr : &now->second),
                           changes,
                           draft.compiled->zone());
    co_return verdict;
}

http::DaemonActs::Awaitable<Verdict> DaemonActsImpl::remove_campaign(Identity who,
                                                                     std::string id,
                                                                     Order order) {
    const CampaignId campaign(id);
    const Compiled before = in_force(campaign);
    if (!before) co_return refuse(404, "Not Found", tr("no campaign of this id is in force"));
    const auto changes = difference(campaign, before, nullptr);
    if (!changes.told_removed.empty() && order.confirm != id) {
        co_return told_removed(changes.told_removed, campaign);
    }
    const fs::path path = file_of(campaign);
    journal::Act act;
    act.what = "remove";
    act.by = who.name;
    act.reason = order.reason;
    act.campaign = campaign;
    act.at = doors_.clock.now();
    const auto recorded = co_await doors_.plan.perform(std::move(act));
    if (!recorded && recorded.error() == Errc::journal_failed) {
        co_return after_recording(recorded);
    }
    std::error_code ec;
    fs::remove(path, ec);
    if (ec) {
        co_return refuse(500,
                         "Internal Server Error",
                         trf("{} cannot be removed: {}", path.filename().string(), ec.message()));
    }
    const auto read = co_await doors_.plan.read_again();
    Verdict verdict = after_recording(read);
    if (verdict.title.empty()) verdict.json = to_json(campaign, "absent", changes, before->zone());
    co_return verdict;
}

}  // namespace outreach::app
