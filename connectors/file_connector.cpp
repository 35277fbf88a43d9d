#include "connectors/file_connector.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/i18n.hpp"
#include "connectors/cloud_event.hpp"
#include "connectors/drop_folder.hpp"

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestId = 100;
constexpr std::size_t kDateAndTime = 19;  // 2026-11-30T10:00:00
constexpr std::chrono::seconds kUntilSomebodyHelped{60};

// One file on its way to the disk. All but `drop` and the flags belongs to the loop.
struct Job {
    Job(const asio::any_io_executor& executor, Steady::time_point deadline)
        : bell(executor, deadline) {}
    Drop drop;
    std::atomic<bool> begun{false};
    std::atomic<bool> abandoned{false};
    asio::steady_timer bell;
    Outcome outcome;
    bool done = false;
};

Outcome write_now(Job& job) noexcept {
    job.begun = true;
    try {
        return drop_file(job.drop, job.abandoned);
    } catch (const std::exception&) {
        return {};  // no memory: try again
    }
}

Outcome with(Verdict verdict, std::string detail) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.detail = std::move(detail);
    if (verdict == Verdict::held) outcome.pause = kUntilSomebodyHelped;
    return outcome;
}

// The line for "<name>.signature"; empty if no key is usable.
std::string signature_line(const Target& target,
                           const std::string& id,
                           const std::string& text,
                           SysTime now) {
    const std::int64_t seconds = to_ms(now) / 1000;
    const std::string signature = sign_webhook(keys_at(target.keys, now), id, seconds, text);
    if (signature.empty()) return {};
    return id + " " + std::to_string(seconds) + " " + signature + "\n";
}

}  // namespace

std::optional<std::string> drop_name(const campaigns::OutgoingNotice& notice) {
    static constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const bool plain = !notice.id.empty() && notice.id.size() <= kLongestId &&
                       notice.id.find_first_not_of(kAllowed) == notice.id.npos;
    if (!plain || !parse_rfc3339(notice.due)) return {};
    std::string due = notice.due.substr(0, kDateAndTime);
    std::erase_if(due, [](char c) { return c == '-' || c == ':'; });
    return due + "-" + notice.id + ".json";
}

FileConnector::FileConnector(asio::any_io_executor executor, Clock& wall_clock)
    : executor_(std::move(executor)), wall_clock_(wall_clock) {}

FileConnector::~FileConnector() {
    for (auto& [folder, disk] : disks_) disk.stop();
    for (auto& [folder, disk] : disks_) disk.join();
}

asio::thread_pool& FileConnector::disk_of(const std::string& folder) {
    return disks_.try_emplace(folder, 1).first->second;
}

asio::awaitable<Outcome> FileConnector::send(
    std::shared_ptr<const Target> target,
    std::shared_ptr<const campaigns::OutgoingNotice> notice,
    Trial /*trial*/) {
    if (!target->problem.empty()) co_return with(Verdict::held, target->problem);
    const auto name = drop_name(*notice);
    if (!name) {
        co_return with(Verdict::rejected,
                       tr("the notice's id or its time cannot be a part of a file name"));
    }
    const auto deadline = Steady::now() + target->timeout;
    const auto job = std::make_shared<Job>(executor_, deadline);
    job->drop.folder = target->folder;
    job->drop.name = *name;
    job->drop.text = to_cloud_event(*notice);
    if (!target->keys.empty()) {
        job->drop.signature =
            signature_line(*target, notice->id, job->drop.text, wall_clock_.now());
        if (job->drop.signature.empty()) {
            co_return with(Verdict::held, tr("no usable secret: nothing is sent unsigned"));
        }
    }
    asio::post(disk_of(target->folder), [job, loop = executor_] {
        const Outcome outcome = write_now(*job);
        asio::post(loop, [job, outcome] {
            job->outcome = outcome;
            job->done = true;
            job->bell.cancel();
        });
    });
    while (!job->done && Steady::now() < deadline) co_await job->bell.async_wait(kTuple);
    if (job->done) co_return job->outcome;
    job->abandoned = true;
    Outcome late =
        with(Verdict::retry, trf("the folder {} does not answer in time", target->folder));
    late.unknown = job->begun;
    co_return late;
}

}  // namespace outreach::connectors
