#include "scheduler/plan/plan_service.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"
#include "scheduler/plan/lane_difference.hpp"
#include "scheduler/plan/message_quota.hpp"
#include "scheduler/plan/observation.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::plan {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kLanesAtOnce = 64;
constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr std::chrono::milliseconds kAfterDiskFault{5000};
// How long a person waits for the queue to follow what was decided; the record is safe already.
constexpr std::chrono::seconds kLongestSettling{10};
constexpr std::chrono::milliseconds kSettlingLook{2};
// A notice first attempted later than this after its time says so, or is dropped if it asks to.
constexpr std::chrono::minutes kLateAfter{10};

CampaignId campaign_of(const queue::LaneName& lane) {
    return CampaignId(lane.substr(0, lane.find('/')));
}

// One word for the journal; empty where nothing stands in the way.
std::string obstacle_of(Hold hold) {
    switch (hold) {
        case Hold::none:
            return {};
        case Hold::approval:
            return "not_approved";
        case Hold::held:
            return "held";
        case Hold::paused:
            return "paused";
        case Hold::disabled:
            return "disabled";
        case Hold::withdrawn:
            return "withdrawn";
    }
    return {};
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

PlanService::PlanService(asio::any_io_executor executor, config::Settings settings, Doors doors)
    : executor_(executor),
      settings_(std::move(settings)),
      doors_(std::move(doors)),
      folder_(settings_.campaigns, settings_.partners, settings_.holidays),
      decisions_(executor, doors_.clock, [this](journal::Act act) { decide(std::move(act)); }),
      bell_(executor),
      first_time_(executor, Steady::time_point::max()) {}

asio::awaitable<void> PlanService::start() {
    const fs::path campaigns(settings_.campaigns);
    auto watcher = FileWatcher::start(
        executor_, {campaigns}, {folder_of(campaigns), folder_of(settings_.partners)}, [this] {
            rescan();
        });
    if (watcher) {
        watcher_ = std::move(*watcher);
    } else {
        doors_.log->warn("watcher.failed", {{"error", watcher.error().message()}});
    }
    asio::co_spawn(executor_, run(), kFailLoudly);
    decisions_.start();
    if (!settled_) co_await first_time_.async_wait(kTuple);
}

void PlanService::stop() {
    stopping_ = true;
    watcher_.reset();
    decisions_.stop();
    bell_.cancel();
    first_time_.cancel();
}

// A decision's moment has come and it calls its activity off.
void PlanService::decide(journal::Act act) {
    asio::co_spawn(
        executor_,
        [](PlanService& self, journal::Act decided) -> asio::awaitable<void> {
            const WorkGuard working(self.doors_.clock);
            const auto done = co_await self.perform(std::move(decided));
            if (!done) {
                self.doors_.log->warn("decision.waits", {{"error", done.error().message()}});
            }
        }(*this, std::move(act)),
        kFailLoudly);
}

void PlanService::reload() {
    folder_.forget_surroundings();
    rescan();
}

void PlanService::rescan() {
    rescan_ = true;
    followed_ = false;
    bell_.cancel();
}

void PlanService::store_connected() {
    rebuild_ = true;
    settled_ = false;
    bell_.cancel();
}

void PlanService::found_unknown(const queue::LaneName& lane) {
    const CampaignId id = campaign_of(lane);
    if (!in_force_.contains(id)) return;  // another daemon's
    to_set_.insert(id);
    bell_.cancel();
}

// Who was told by an older plan may have been told what no longer holds, and must hear of that.
void PlanService::was_delivered(const queue::LaneName& lane, int generation) {
    const auto found = in_force_.find(campaign_of(lane));
    if (found == in_force_.end() || !found->second.compiled) return;
    if (generation != found->second.generation) replan(found->first);
}

journal::Pauses PlanService::pauses() const {
    journal::Pauses pauses = doors_.ledger.pauses();
    for (const auto& [name, disabled] : doors_.ledger.disabled()) {
        const auto target = targets_.find(name);
        // Another address is another endpoint.
        if (target == nullptr || target->fingerprint != disabled.fingerprint) continue;
        pauses.endpoints[name] = disabled.reason;
    }
    return pauses;
}

void PlanService::disable(const std::string& endpoint,
                          const std::string& fingerprint,
                          const std::string& reason) {
    const auto known = doors_.ledger.disabled().find(endpoint);
    const bool same =
        known != doors_.ledger.disabled().end() && known->second.fingerprint == fingerprint;
    if (same) return;
    const journal::EndpointDisabled entry{doors_.clock.now(), endpoint, fingerprint, reason};
    doors_.ledger.apply(entry);
    doors_.log->warn("endpoint.disabled", {{"endpoint", endpoint}, {"reason", reason}});
    asio::co_spawn(
        executor_,
        [](PlanService& self, journal::EndpointDisabled line) -> asio::awaitable<void> {
            const auto written = co_await self.doors_.journal.append(journal::to_line(line));
            if (written) co_return;
            self.doors_.log->error("journal.failed", {{"error", written.error().message()}});
        }(*this, entry),
        kFailLoudly);
    for (const auto& [id, unused] : in_force_) replan(id);
    if (doors_.on_disabled) doors_.on_disabled();
}

void PlanService::replan(const CampaignId& id) {
    replan_.insert(id);
    followed_ = false;
    bell_.cancel();
}

asio::awaitable<Result<void>> PlanService::perform(journal::Act act) {
    std::vector<journal::Act> one;
    one.push_back(std::move(act));
    co_return co_await perform_all(std::move(one));
}

asio::awaitable<Result<void>> PlanService::perform_all(std::vector<journal::Act> acts) {
    std::string lines;
    for (const journal::Act& act : acts) lines += journal::to_line(act);
    const auto written = co_await doors_.journal.append(std::move(lines));
    if (!written) co_return written;
    for (const journal::Act& act : acts) {
        doors_.ledger.apply(act);
        doors_.log->info("act",
                         {{"what", act.what},
                          {"by", act.by},
                          {"campaign", act.campaign.str()},
                          {"activity", act.activity.str()},
                          {"notice", act.notice},
                          {"notices", act.notices.size()},
                          {"partner", act.partner.str()}});
        const std::set<CampaignId> touched = journal::campaigns_of(act);
        for (const CampaignId& id : touched) replan(id);
        if (!touched.empty()) continue;
        for (const auto& [id, unused] : in_force_) replan(id);
    }
    co_return co_await until_settled();
}

asio::awaitable<Result<void>> PlanService::until_settled() {
    const auto limit = Steady::now() + kLongestSettling;
    asio::steady_timer look(executor_);
    while (!followed_) {
        if (stopping_ || Steady::now() >= limit) co_return Errc::timed_out;
        look.expires_after(kSettlingLook);
        co_await look.async_wait(kTuple);
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> PlanService::read_again() {
    rescan();
    co_return co_await until_settled();
}

void PlanService::request_rebuild() {
    rebuild_ = true;
    bell_.cancel();
}

asio::awaitable<void> PlanService::run() {
    while (!stopping_) {
        Result<void> done;
        if (rescan_) {
            rescan_ = false;
            done = co_await apply_files();
            if (!done) rescan_ = true;
        }
        if (done && !replan_.empty()) done = co_await adopt_again();
        if (!to_set_.empty()) check_quotas();
        const bool stale = rebuild_ || !to_set_.empty();
        if (done && stale) done = co_await set_queue();
        if (stopping_) break;
        if (done && !rescan_ && !rebuild_ && to_set_.empty() && replan_.empty()) {
            settled_ = true;
            followed_ = true;
            decisions_.look(in_force_, doors_.ledger);
            first_time_.cancel();
            bell_.expires_at(Steady::time_point::max());
            co_await bell_.async_wait(kTuple);
        } else if (!done) {
            doors_.log->warn("plan.waits", {{"error", done.error().message()}});
            bell_.expires_after(done.error() == Errc::journal_failed ? kAfterDiskFault
                                                                     : kBetweenTries);
            co_await bell_.async_wait(kTuple);
        }
    }
}

// What people decided, or what was delivered, changes plans without a change of files.
asio::awaitable<Result<void>> PlanService::adopt_again() {
    std::set<CampaignId> campaigns;
    campaigns.swap(replan_);
    for (const CampaignId& id : campaigns) {
        for (const auto& [path, file] : folder_.files()) {
            if (!file.campaign || file.campaign->id != id) continue;
            const auto adopted = co_await adopt(id, file);
            if (adopted) break;
            replan_.insert(campaigns.begin(), campaigns.end());
            co_return adopted;
        }
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> PlanService::apply_files() {
    folder_.scan();
    if (targets_version_ != folder_.surroundings_version()) {
        targets_version_ = folder_.surroundings_version();
        targets_.load(
            folder_.surroundings()->partners, settings_, doors_.adjust_target, *doors_.log);
    }
    log_problems(folder_.partner_problems());
    for (const std::string& problem : folder_.template_problems()) {
        doors_.log->warn("template.problem", {{"message", problem}});
    }
    for (const auto& [path, file] : folder_.files()) {
        log_problems(file.problems);
        if (!file.campaign) continue;
        const CampaignId id = file.campaign->id;
        const auto known = in_force_.find(id);
        const bool same = known != in_force_.end() && known->second.compiled &&
                          known->second.version == file.version &&
                          known->second.surroundings == folder_.surroundings_version();
        if (same) continue;
        const auto adopted = co_await adopt(id, file);
        if (!adopted) co_return adopted;
    }
    for (auto& [id, each] : in_force_) {
        const bool still =
            std::any_of(folder_.files().begin(), folder_.files().end(), [&](const auto& entry) {
                return entry.second.campaign && entry.second.campaign->id == id;
            });
        if (still || !each.compiled) continue;
        doors_.log->info("campaign.removed", {{"campaign", id.str()}});
        each.compiled.reset();
        to_set_.insert(id);
    }
    co_return Result<void>();
}

void PlanService::check_quotas() {
    std::vector<std::shared_ptr<const CompiledCampaign>> all;
    for (const auto& [id, entry] : in_force_) {
        if (entry.compiled) all.push_back(entry.compiled);
    }
    auto found = quota_sentences(months_over_quota(all));
    for (const auto& [endpoint, text] : found) {
        const auto known = quota_problems_.find(endpoint);
        if (known != quota_problems_.end() && known->second == text) continue;
        doors_.log->warn("partner.over_quota", {{"endpoint", endpoint}, {"message", text}});
    }
    quota_problems_ = std::move(found);
}

void PlanService::log_problems(const std::vector<reading::Diagnostic>& problems) const {
    for (const reading::Diagnostic& problem : problems) {
        doors_.log->warn("file.problem",
                         {{"file", problem.file},
                          {"line", problem.position.line},
                          {"code", reading::code_name(problem.code)},
                          {"message", problem.message}});
    }
}

asio::awaitable<Result<void>> PlanService::adopt(CampaignId id, const CampaignFile& file) {
    const SysTime now = doors_.clock.now();
    const auto surroundings = folder_.surroundings();
    const int surroundings_version = folder_.surroundings_version();
    const int version = file.version;
    std::string text = file.text;
    campaigns::Campaign campaign = *file.campaign;
    std::map<ActivityId, FileWord> words;
    for (const auto& activity : campaign.activities) words[activity.id] = file_word(activity);
    apply_overrides(campaign, doors_.ledger.history(id));
    if (doors_.assume_approved) {
        for (auto& activity : campaign.activities) {
            for (auto& rule : activity.rules) rule.needs_approval = false;
        }
    }
    const journal::Seen seen =
        observe(campaign, surroundings->partners, doors_.ledger.history(id), now);
    if (!seen.empty()) {
        const auto written = co_await doors_.journal.append(journal::to_line(seen));
        if (!written) co_return written;
        doors_.ledger.apply(seen);
    }
    InForce& entry = in_force_[id];
    entry.compiled = std::make_shared<CompiledCampaign>(
        surroundings,
        std::move(campaign),
        doors_.ledger.history(id),
        now,
        settings_.backfill,
        pauses(),
        [this](const queue::LaneName& lane, queue::NoticeNumber number) {
            const auto* record = doors_.ledger.find(lane, number);
            return record != nullptr && record->is_final();
        });
    entry.gatekeeper = std::make_shared<Gatekeeper>(doors_.ledger, doors_.log);
    entry.words = std::move(words);
    ++entry.generation;
    entry.version = version;
    entry.surroundings = surroundings_version;
    entry.text = std::move(text);
    to_set_.insert(id);
    doors_.log->info("campaign.planned",
                     {{"campaign", id.str()},
                      {"notices", entry.compiled->plan().notices.size()},
                      {"waiting", entry.compiled->plan().waiting}});
    co_return Result<void>();
}

asio::awaitable<Result<void>> PlanService::set_queue() {
    Result<void> done;
    const auto opened = co_await doors_.queue.open();
    const bool empty = opened && *opened == queue::NoticeQueue::Opened::empty;
    const bool everything = rebuild_ || empty;
    rebuild_ = false;
    std::set<CampaignId> campaigns;
    campaigns.swap(to_set_);
    if (everything) {
        for (const auto& [id, unused] : in_force_) campaigns.insert(id);
    }
    std::map<CampaignId, std::vector<queue::LaneName>> known;
    if (opened) {
        const auto lanes = co_await doors_.queue.list_lanes();
        if (!lanes) done = lanes.error();
        if (lanes) {
            for (const auto& lane : *lanes) known[campaign_of(lane)].push_back(lane);
        }
    } else {
        done = opened.error();
    }
    // Campaigns of ours whose file was removed while no daemon ran.
    for (const auto& [id, lanes] : known) {
        const bool removed =
            everything && !in_force_.contains(id) && doors_.ledger.knows(id) && folder_.complete();
        if (!removed) continue;
        in_force_[id] = InForce();
        campaigns.insert(id);
    }
    for (const CampaignId& id : campaigns) {
        if (done) done = co_await reconcile(id, known[id], everything);
        if (!done) to_set_.insert(id);
    }
    if (!done && everything) rebuild_ = true;
    co_return done;
}

asio::awaitable<Result<void>> PlanService::reconcile(CampaignId id,
                                                     std::vector<queue::LaneName> known,
                                                     bool everything) {
    const auto compiled = in_force_[id].compiled;
    const std::string digest = compiled ? compiled->digest() : "removed";
    for (;;) {
        const InForce& now = in_force_[id];
        const auto revision =
            co_await doors_.queue.begin_revision(id, now.revision, digest, now.text);
        if (!revision) co_return revision.error();
        in_force_[id].revision = revision->number;
        if (revision->answer != queue::Revision::Answer::stale) break;
    }
    std::set<queue::LaneName> lanes(known.begin(), known.end());
    if (compiled) {
        for (const auto& [lane, unused] : compiled->lanes()) lanes.insert(lane);
    }
    const std::vector<queue::LaneName> all(lanes.begin(), lanes.end());
    for (std::size_t at = 0; at < all.size(); at += kLanesAtOnce) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(kLanesAtOnce, all.size() - at);
        std::vector<queue::LaneName> part(first, first + static_cast<std::ptrdiff_t>(count));
        const auto present = co_await doors_.queue.read_lanes(part);
        if (!present) co_return present.error();
        std::vector<queue::LaneChange> changes;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const LaneInput input{compiled.get(),
                                  doors_.ledger,
                                  in_force_[id].revision,
                                  doors_.clock.now(),
                                  everything,
                                  doors_.in_flight};
            auto change = lane_difference(input, part[i], (*present)[i]);
            // After a loss even a lane with nothing to wait for gets its finals and its name back.
            const bool any =
                !change.upserts.empty() || !change.drops.empty() || !change.finals.empty();
            if (any || everything) changes.push_back(std::move(change));
        }
        const auto sent = co_await send_changes(id, std::move(changes));
        if (!sent) co_return sent;
    }
    if (!compiled) in_force_.erase(id);
    co_return Result<void>();
}

asio::awaitable<Result<void>> PlanService::send_changes(CampaignId id,
                                                        std::vector<queue::LaneChange> changes) {
    if (changes.empty()) co_return Result<void>();
    const auto results = co_await doors_.queue.set_lanes(std::move(changes));
    if (!results) co_return results.error();
    int added = 0;
    int moved = 0;
    int dropped = 0;
    for (const auto& result : *results) {
        if (result.stale) co_return Errc::stale_revision;
        added += result.added;
        moved += result.moved;
        dropped += result.dropped;
    }
    if (added + moved + dropped > 0) {
        doors_.log->info(
            "campaign.queued",
            {{"campaign", id.str()}, {"added", added}, {"moved", moved}, {"dropped", dropped}});
    }
    co_return Result<void>();
}

std::optional<delivery::Prepared> PlanService::prepare(const queue::LaneName& lane,
                                                       queue::NoticeNumber number,
                                                       SysTime now) const {
    const auto found = in_force_.find(campaign_of(lane));
    if (found == in_force_.end() || !found->second.compiled) return {};
    const CompiledCampaign& compiled = *found->second.compiled;
    const PlannedNotice* notice = compiled.find(number);
    // A skipped notice is in no lane of ours; if it was claimed, another daemon planned it in time.
    if (notice == nullptr || compiled.lane_of(*notice) != lane) return {};
    auto target = targets_.find(queue::endpoint_of_lane(lane));
    if (target == nullptr) return {};
    delivery::Prepared prepared;
    prepared.target = std::move(target);
    prepared.due = notice->due;
    prepared.deadline = notice->deadline;
    // The first attempt decides, so that every attempt says the same.
    const auto* record = doors_.ledger.find(lane, number);
    const bool again = record != nullptr && record->revived;
    const bool first = record == nullptr || record->attempts == 0;
    prepared.late =
        (first ? now > notice->due + kLateAfter : record->late) || now > notice->deadline;
    prepared.drop_if_late = compiled.rule_of(*notice).on_late == campaigns::OnLate::drop && !again;
    if (record != nullptr)
        prepared.deadline = std::max(prepared.deadline, SysTime{record->deadline});
    prepared.obstacle = obstacle_of(notice->hold);
    // What people said a moment ago counts, though the plan has not followed yet.
    const auto& said = doors_.ledger.history(found->first).decisions;
    if (const auto decision = said.find(number); decision != said.end()) {
        if (decision->second.held) prepared.obstacle = "held";
        if (decision->second.withdrawn) prepared.obstacle = "withdrawn";
    }
    const auto& paused_now = doors_.ledger.pauses();
    const bool paused = paused_now.all || paused_now.campaigns.contains(found->first) ||
                        paused_now.partners.contains(compiled.partner_of(*notice).id);
    if (prepared.obstacle.empty() && paused) prepared.obstacle = "paused";
    prepared.generation = found->second.generation;
    prepared.notice = std::make_shared<campaigns::OutgoingNotice>(
        compiled.render(*notice, static_cast<int>(found->second.revision), prepared.late));
    if (prepared.obstacle.empty() &&
        found->second.gatekeeper->refuses(compiled, *notice, *prepared.notice)) {
        prepared.obstacle = "blocked";
    }
    return prepared;
}

}  // namespace outreach::plan
