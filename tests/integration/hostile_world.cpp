// The wiring of the sending half, and the neighbour's server.
#include "tests/integration/hostile_world.hpp"

#include <gtest/gtest.h>

#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <iterator>

#include "tests/support/run.hpp"

namespace outreach::test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr Millis kNeighbourTimeout{15'000};
// The neighbour's numbers: a number is a notice, whoever it goes to.
constexpr queue::NoticeNumber kNeighbours = 100;

queue::LaneName lane_of(const std::string& partner) {
    return "c/" + partner + "/main/n";
}

queue::NoticeNumber number_of(const std::string& partner, int which) {
    return (partner == kNeighbour ? kNeighbours : 0) + static_cast<queue::NoticeNumber>(which);
}

std::shared_ptr<const connectors::Target> target_of(const std::string& partner,
                                                    const std::string& url,
                                                    std::shared_ptr<const connectors::Reach> reach,
                                                    Millis timeout) {
    auto target = std::make_shared<connectors::Target>();
    target->partner = partner;
    target->endpoint = "main";
    target->connector = "webhook";
    target->url = connectors::parse_url(url).value();
    connectors::LoadedKey key;
    key.key = connectors::parse_key(kSecret).value();
    target->keys.push_back(std::move(key));
    target->timeout = timeout;
    target->reach = std::move(reach);
    target->secret_texts = {kSecret};
    target->fingerprint = "address of " + partner;
    return target;
}

Millis since(Steady::time_point then) {
    return std::chrono::duration_cast<Millis>(Steady::now() - then);
}

}  // namespace

asio::awaitable<connectors::Outcome> WatchedConnector::send(
    std::shared_ptr<const connectors::Target> target,
    std::shared_ptr<const campaigns::OutgoingNotice> notice,
    connectors::Trial trial) {
    ++begun[target->partner];
    const auto began = Steady::now();
    connectors::Outcome outcome = co_await inner_.send(target, notice, trial);
    Watched watched;
    watched.outcome = outcome;
    watched.took = since(began);
    watched.since_due = since(due);
    ended[target->partner].push_back(std::move(watched));
    co_return outcome;
}

std::optional<delivery::Prepared> TwoEndpoints::prepare(const queue::LaneName& lane,
                                                        queue::NoticeNumber number,
                                                        SysTime) const {
    auto notice = std::make_shared<campaigns::OutgoingNotice>();
    notice->id = "ntc_" + std::to_string(number % kNeighbours);
    notice->partner = PartnerId(std::string(queue::partner_of_lane(lane)));
    notice->message.subject = "防災訓練のお知らせ";
    notice->message.text = "9月1日に行います。";
    delivery::Prepared prepared;
    prepared.notice = std::move(notice);
    prepared.target = targets.at(std::string(queue::partner_of_lane(lane)));
    prepared.due = kMatrixNow;
    prepared.deadline = kMatrixNow + 72h;
    return prepared;
}

HostileWorld::HostileWorld() : neighbour({kSecret}) {
    neighbour.now = to_ms(kMatrixNow) / 1000;
    const auto executor = io.get_executor();
    auto served =
        http::HttpServer::listen(executor, "127.0.0.1", 0, {}, [this](http::Request request) {
            return answer_for_neighbour(std::move(request));
        });
    server_ = std::move(served.value());
    const std::string url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook";
    source.targets[kNeighbour] =
        target_of(kNeighbour, url, connectors::reach_anywhere(), kNeighbourTimeout);
    auto opened = journal::Journal::open(
        executor, dir_.path() / "journal", [](std::string_view) {}, make_quiet_log());
    journal_ = std::move(opened.value());
    delivery::DeliveryService::Doors doors{
        queue_, source, connector, *journal_, ledger_, clock, random_, metrics_, make_quiet_log()};
    service = std::make_unique<delivery::DeliveryService>(
        executor, config::DeliverySettings(), std::move(doors));
    service->on_settled([this](const journal::Attempt& entry) { entries.push_back(entry); });
    service->start();
}

HostileWorld::~HostileWorld() {
    try {
        run(io, service->drain(2s));
    } catch (const std::exception& error) {
        ADD_FAILURE() << "the service does not drain: " << error.what();
    }
    io.restart();
    io.poll();  // its loops see that they are to end
    service.reset();
}

asio::awaitable<http::Answer> HostileWorld::answer_for_neighbour(http::Request request) {
    FakeRequest asked;
    asked.method = std::move(request.method);
    asked.target = std::move(request.path);
    asked.headers = std::move(request.headers);
    asked.body = std::move(request.body);
    FakeAnswer said = neighbour.answer(asked);
    http::Answer answer;
    answer.status = said.status;
    answer.headers = std::move(said.headers);
    answer.body = std::move(said.body);
    co_return answer;
}

void HostileWorld::aim(const FarEnd& far_end, Millis timeout) {
    source.targets[kHostile] = target_of(kHostile, far_end.url(), far_end.reach(), timeout);
}

void HostileWorld::send_wave() {
    std::vector<queue::LaneChange> changes;
    for (const char* partner : {kHostile, kNeighbour}) {
        queue::LaneChange change;
        change.lane = lane_of(partner);
        change.revision = 1;
        for (int which = given_ + 1; which <= given_ + kWave; ++which) {
            change.upserts.push_back({number_of(partner, which), kMatrixNow, 0});
        }
        changes.push_back(std::move(change));
    }
    given_ += kWave;
    connector.due = Steady::now();
    run(io, queue_.set_lanes(std::move(changes))).value();
}

bool HostileWorld::until(const std::function<bool()>& ready) {
    return run_until(io, ready, 10s);
}

int HostileWorld::ended(const std::string& partner) {
    return static_cast<int>(connector.ended[partner].size());
}

bool HostileWorld::settled(int attempts) const {
    return static_cast<int>(entries.size()) >= attempts && service->condition().in_flight == 0;
}

std::vector<const journal::NoticeRecord*> HostileWorld::records(const char* partner) const {
    std::vector<const journal::NoticeRecord*> all;
    for (int which = 1; which <= given_; ++which) {
        all.push_back(ledger_.find(lane_of(partner), number_of(partner, which)));
    }
    return all;
}

int open_files() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<int>(std::distance(begin(all), end(all)));
}

}  // namespace outreach::test
