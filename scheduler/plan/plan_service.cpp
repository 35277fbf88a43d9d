#include "scheduler/plan/plan_service.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/plan/observation.hpp"

namespace outreach::plan {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kLanesAtOnce = 64;
constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr std::chrono::milliseconds kAfterDiskFault{5000};
// A notice first attempted later than this after its time says so, or is dropped if it asks to.
constexpr std::chrono::minutes kLateAfter{10};

CampaignId campaign_of(const queue::LaneName& lane) {
    return CampaignId(lane.substr(0, lane.find('/')));
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

PlanService::PlanService(asio::any_io_executor executor, config::Settings settings, Doors doors)
    : executor_(executor),
      settings_(std::move(settings)),
      doors_(std::move(doors)),
      folder_(settings_.campaigns, settings_.partners),
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
    if (!settled_) co_await first_time_.async_wait(kTuple);
}

void PlanService::stop() {
    stopping_ = true;
    watcher_.reset();
    bell_.cancel();
    first_time_.cancel();
}

void PlanService::reload() {
    folder_.forget_surroundings();
    rescan();
}

void PlanService::rescan() {
    rescan_ = true;
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

// Who was told of an activity that is off, or no longer planned as it was, must hear of that too.
void PlanService::was_delivered(const queue::LaneName& lane, queue::NoticeNumber number) {
    const auto found = in_force_.find(campaign_of(lane));
    if (found == in_force_.end() || !found->second.compiled) return;
    const PlannedNotice* notice = found->second.compiled->find(number);
    if (notice != nullptr) return;
    found->second.version = 0;
    rescan();
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
        const bool stale = rebuild_ || !to_set_.empty();
        if (done && stale) done = co_await set_queue();
        if (stopping_) break;
        if (done && !rescan_ && !rebuild_ && to_set_.empty()) {
            settled_ = true;
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

asio::awaitable<Result<void>> PlanService::apply_files() {
    folder_.scan();
    load_targets();
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
    const journal::Seen seen =
        observe(campaign, surroundings->partners, doors_.ledger.history(id), now);
    if (!seen.empty()) {
        const auto written = co_await doors_.journal.append(journal::to_line(seen));
        if (!written) co_return written;
        doors_.ledger.apply(seen);
    }
    InForce& entry = in_force_[id];
    entry.compiled = std::make_shared<CompiledCampaign>(
        surroundings, std::move(campaign), doors_.ledger.history(id), now, settings_.backfill);
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
            auto change = difference(in_force_[id], part[i], (*present)[i], everything);
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

queue::LaneChange PlanService::difference(const InForce& campaign,
                                          const queue::LaneName& lane,
                                          const std::vector<queue::QueueEntry>& present,
                                          bool everything) const {
    queue::LaneChange change;
    change.lane = lane;
    change.revision = campaign.revision;
    std::map<queue::NoticeNumber, SysTime> there;
    for (const auto& entry : present) there.emplace(entry.number, entry.due);
    std::set<queue::NoticeNumber> wanted;
    const SysTime now = doors_.clock.now();
    const auto planned =
        campaign.compiled ? campaign.compiled->lanes().find(lane)
                          : std::map<queue::LaneName, std::vector<std::uint32_t>>::const_iterator();
    if (campaign.compiled && planned != campaign.compiled->lanes().end()) {
        for (const std::uint32_t index : planned->second) {
            const PlannedNotice& notice = campaign.compiled->plan().notices[index];
            const auto* record = doors_.ledger.find(lane, notice.number);
            if (record != nullptr && record->is_final()) continue;
            wanted.insert(notice.number);
            const auto found = there.find(notice.number);
            const SysTime when = notice.queue_time();
            const bool retrying =
                record != nullptr && notice.hold == Hold::none && notice.due <= now;
            if (doors_.in_flight(notice.number)) continue;
            if (found == there.end()) {
                change.upserts.push_back({notice.number,
                                          retrying ? record->retry_at : when,
                                          retrying ? record->attempts : 0});
            } else if (found->second != when && !retrying) {
                change.upserts.push_back({notice.number, when, 0});
            }
        }
    }
    for (const auto& entry : present) {
        if (wanted.contains(entry.number)) continue;
        const auto* record = doors_.ledger.find(lane, entry.number);
        const bool over = record != nullptr && record->is_final();
        // What we skip, a daemon that has seen it earlier may have planned.
        const auto* here = campaign.compiled ? campaign.compiled->find(entry.number) : nullptr;
        const bool known = here != nullptr && here->hold != Hold::withdrawn &&
                           campaign.compiled->lane_of(*here) == lane;
        if (!over && known) continue;
        (over ? change.finals : change.drops).push_back(entry.number);
    }
    if (everything || present.empty()) {
        change.finals.clear();
        if (const auto* records = doors_.ledger.lane(lane)) {
            for (const auto& [number, record] : *records) {
                if (record.is_final()) change.finals.push_back(number);
            }
        }
    }
    return change;
}

void PlanService::load_targets() {
    if (targets_version_ == folder_.surroundings_version()) return;
    targets_version_ = folder_.surroundings_version();
    targets_.clear();
    secret_problems_.clear();
    for (const auto& partner : folder_.surroundings()->partners.partners) {
        for (const auto& endpoint : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + endpoint.id.str();
            auto target = std::make_shared<connectors::Target>();
            target->partner = partner.id.str();
            target->endpoint = endpoint.id.str();
            target->connector = endpoint.connector;
            target->url = connectors::parse_url(endpoint.url).value_or(connectors::Url{});
            target->headers = endpoint.headers;
            target->timeout = endpoint.timeout.value_or(settings_.delivery.timeout);
            if (doors_.adjust_target) {
                doors_.adjust_target(*target);
            } else {
                std::vector<std::string> problems;
                target->keys = connectors::load_keys(
                    endpoint.secrets, folder_of(settings_.partners), problems);
                for (const std::string& problem : problems) {
                    doors_.log->warn("secret.problem", {{"endpoint", name}, {"problem", problem}});
                    secret_problems_[name] = problem;
                }
            }
            targets_[name] = std::move(target);
        }
    }
}

std::map<std::string, delivery::EndpointLimits> PlanService::limits() const {
    std::map<std::string, delivery::EndpointLimits> all;
    if (!folder_.surroundings()) return all;
    for (const auto& partner : folder_.surroundings()->partners.partners) {
        for (const auto& endpoint : partner.endpoints) {
            all[partner.id.str() + "/" + endpoint.id.str()] = {
                endpoint.concurrency.value_or(settings_.delivery.endpoint_concurrency),
                endpoint.rate};
        }
    }
    return all;
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
    const auto target = targets_.find(queue::endpoint_of_lane(lane));
    if (target == targets_.end()) return {};
    delivery::Prepared prepared;
    prepared.target = target->second;
    prepared.due = notice->due;
    prepared.deadline = notice->deadline;
    // The first attempt decides, so that every attempt says the same.
    const auto* record = doors_.ledger.find(lane, number);
    prepared.late = record == nullptr ? now > notice->due + kLateAfter : record->late;
    prepared.drop_if_late = compiled.rule_of(*notice).on_late == campaigns::OnLate::drop;
    prepared.notice = std::make_shared<campaigns::OutgoingNotice>(
        compiled.render(*notice, static_cast<int>(found->second.revision), prepared.late));
    return prepared;
}

}  // namespace outreach::plan
