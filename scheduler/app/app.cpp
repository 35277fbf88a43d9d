#include "scheduler/app/app.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/i18n.hpp"
#include "config/base/spawn.hpp"
#include "connectors/connector_set.hpp"
#include "connectors/handshake.hpp"
#include "connectors/http_client.hpp"
#include "scheduler/app/daemon_acts_impl.hpp"
#include "scheduler/app/daemon_view_impl.hpp"
#include "scheduler/app/data_dir.hpp"
#include "scheduler/app/disabled_letters.hpp"
#include "scheduler/app/durability.hpp"
#include "scheduler/app/tokens.hpp"
#include "scheduler/delivery/endpoint_alerts.hpp"
#include "scheduler/http/http_server.hpp"
#include "scheduler/http/routes.hpp"
#include "scheduler/queue/redis_notice_queue.hpp"
#include "scheduler/redis/embedded_redis.hpp"
#include "scheduler/redis/subscriber.hpp"

namespace outreach::app {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::milliseconds kBetweenTries{100};
// A campaign file of 8 MiB inside a JSON text.
constexpr std::size_t kLargestRequest = std::size_t{20} * 1024 * 1024;

std::unique_ptr<Clock> make_clock(asio::io_context& io, const config::ClockSettings& settings) {
    if (settings.start.empty()) return make_system_clock(io.get_executor());
    const auto start = parse_rfc3339(settings.start);
    return make_accelerated_clock(io.get_executor(), start.value_or(SysTime{}), settings.speed);
}

// What we call ourselves when we ask for consent.
std::string own_name(const config::DeliverySettings& settings) {
    if (!settings.origin.empty()) return settings.origin;
    boost::system::error_code ec;
    const std::string name = asio::ip::host_name(ec);
    return !ec && connectors::is_origin(name) ? name : "localhost";
}

}  // namespace

// Declared in the order in which they are built; destroyed the other way round.
struct App::Parts {
    Parts(asio::io_context& context, Options opts)
        : io(context),
          options(std::move(opts)),
          clock(make_clock(context, options.settings.clock)),
          wall_clock(make_system_clock(context.get_executor())),
          http_client(context.get_executor()),
          http_connector(http_client, *wall_clock, own_name(options.settings.delivery)),
          file_connector(context.get_executor(), *wall_clock),
          connectors(http_connector, file_connector) {}

    asio::io_context& io;
    Options options;
    std::unique_ptr<Clock> clock;       // what the daemon plans and sends by
    std::unique_ptr<Clock> wall_clock;  // what receivers compare signatures with
    Random random;
    Metrics metrics;
    connectors::HttpClient http_client;
    connectors::HttpConnector http_connector;
    connectors::FileConnector file_connector;
    connectors::ConnectorSet connectors;
    journal::Ledger ledger;
    std::unique_ptr<DataDir> data_dir;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<redis::EmbeddedRedis> embedded;
    std::unique_ptr<redis::RedisClient> redis;
    std::unique_ptr<queue::RedisNoticeQueue> queue;
    std::unique_ptr<redis::Subscriber> subscriber;
    std::unique_ptr<plan::PlanService> plan;
    std::unique_ptr<delivery::DeliveryService> delivery;
    std::unique_ptr<delivery::EndpointAlerts> alerts;
    std::unique_ptr<SecondChances> second_chances;
    std::unique_ptr<PartnerOrders> partner_orders;
    std::unique_ptr<DaemonViewImpl> view;
    std::unique_ptr<DaemonActsImpl> acts;
    http::Authority authority;
    std::unique_ptr<http::HttpServer> http;
    bool refused_server = false;

    const config::Settings& settings() const { return options.settings; }
    std::string open_data();
    std::string open_redis();
    std::string open_http();
    void build_services();
    asio::awaitable<void> check_durability();
    asio::awaitable<void> give_back_former_leases();
};

std::string App::Parts::open_data() {
    auto opened = DataDir::open(settings().data_dir);
    if (!opened && opened.error() == Errc::stopped) {
        return trf(
            "the data directory {} is in use by another daemon; choose another with "
            "--data-dir, or stop that one",
            settings().data_dir);
    }
    if (!opened) {
        return trf("the data directory {} cannot be used: {}",
                   settings().data_dir,
                   opened.error().message());
    }
    data_dir = std::make_unique<DataDir>(std::move(*opened));
    std::size_t unread = 0;
    auto replayed = journal::Journal::open(
        io.get_executor(),
        data_dir->journal(),
        [&](std::string_view line) {
            const auto entry = journal::from_line(line);
            if (entry) {
                ledger.apply(*entry);
            } else if (entry.error() != Errc::not_found) {
                ++unread;
            }
        },
        options.log);
    if (!replayed) {
        return trf("the journal {} cannot be opened: {}",
                   data_dir->journal().string(),
                   replayed.error().message());
    }
    if (unread > 0) options.log->error("journal.unreadable_lines", {{"lines", unread}});
    journal = std::move(*replayed);
    return {};
}

std::string App::Parts::open_redis() {
    redis::RedisClient::Options client_options;
    client_options.timeout = settings().redis.timeout;
    if (settings().redis.url == "embedded:") {
        embedded = std::make_unique<redis::EmbeddedRedis>(
            io.get_executor(), settings().redis.server, data_dir->path(), options.log);
        const auto started = embedded->start();
        if (!started && started.error() == Errc::not_found) {
            return trf(
                "there is no program \"{}\"; install it (apt install redis-server), or name a "
                "running Redis with --redis",
                settings().redis.server);
        }
        if (!started) {
            return trf("redis-server cannot be started: {}", started.error().message());
        }
        client_options.address = embedded->address();
    } else {
        const auto address = redis::parse_redis_url(settings().redis.url);
        if (!address) return trf("the Redis address cannot be used: {}", address.error().message());
        client_options.address = *address;
    }
    const auto address = client_options.address;
    redis = std::make_unique<redis::RedisClient>(
        io.get_executor(), std::move(client_options), options.log, random, &metrics);
    queue = std::make_unique<queue::RedisNoticeQueue>(
        *redis,
        settings().redis.partitions,
        queue::RedisNoticeQueue::Owner{data_dir->daemon_id(), random.hex(4)},
        *clock,
        options.log);
    subscriber = std::make_unique<redis::Subscriber>(
        io.get_executor(),
        address,
        queue->wake_channels(),
        options.log,
        random,
        [this](std::string_view channel, std::string_view payload) {
            queue->on_message(channel, payload);
        });
    return {};
}

void App::Parts::build_services() {
    plan = std::make_unique<plan::PlanService>(
        io.get_executor(),
        settings(),
        plan::PlanService::Doors{
            *queue,
            *journal,
            ledger,
            *clock,
            options.log,
            [this](queue::NoticeNumber number) { return delivery && delivery->in_flight(number); },
            options.adjust_target,
            options.assume_approved,
            [this] {
                if (alerts) alerts->ring();
            }});
    delivery = std::make_unique<delivery::DeliveryService>(
        io.get_executor(),
        settings().delivery,
        delivery::DeliveryService::Doors{
            *queue, *plan, connectors, *journal, ledger, *clock, random, metrics, options.log});
    if (options.on_settled) delivery->on_settled(options.on_settled);
    view = std::make_unique<DaemonViewImpl>(DaemonViewImpl::Doors{*plan,
                                                                  *delivery,
                                                                  *journal,
                                                                  ledger,
                                                                  *redis,
                                                                  *clock,
                                                                  metrics,
                                                                  data_dir->path(),
                                                                  data_dir->daemon_id()});
    alerts = std::make_unique<delivery::EndpointAlerts>(
        io.get_executor(),
        delivery::EndpointAlerts::Doors{
            connectors,
            *journal,
            ledger,
            *clock,
            options.log,
            [this](const std::string& endpoint, const journal::DisabledEndpoint& disabled) {
                return letters_about(*plan, endpoint, disabled);
            }});
    second_chances = std::make_unique<SecondChances>(SecondChances::Doors{*plan, ledger, *clock});
    partner_orders = std::make_unique<PartnerOrders>(PartnerOrders::Doors{*plan,
                                                                          *delivery,
                                                                          connectors,
                                                                          http_client,
                                                                          ledger,
                                                                          *clock,
                                                                          *second_chances,
                                                                          settings().partners});
    acts = std::make_unique<DaemonActsImpl>(DaemonActsImpl::Doors{*plan,
                                                                  ledger,
                                                                  *clock,
                                                                  *partner_orders,
                                                                  *second_chances,
                                                                  settings().campaigns,
                                                                  settings().backfill});
}

std::string App::Parts::open_http() {
    const auto& listen = settings().listen;
    auto server = http::HttpServer::listen(
        io.get_executor(),
        listen.address,
        listen.port,
        http::HttpServer::Limits{.body = kLargestRequest},
        [this](http::Request request) {
            return http::route({*view, *acts, authority}, std::move(request));
        });
    if (!server) {
        return trf("cannot listen on {}:{}: {}; choose another with --listen",
                   listen.address,
                   listen.port,
                   server.error().message());
    }
    http = std::move(*server);
    options.log->info("http.listening", {{"address", listen.address}, {"port", http->port()}});
    return {};
}

asio::awaitable<void> App::Parts::check_durability() {
    std::vector<redis::Command> ask;
    for (const char* name : {"appendonly", "appendfsync", "maxmemory-policy"}) {
        ask.push_back(redis::Command{"CONFIG", "GET", name});
    }
    const auto replies = co_await redis->execute(std::move(ask));
    if (!replies) co_return;
    const std::string warning = durability_warning(*replies);
    view->set_durability_warning(warning);
    refused_server = !warning.empty() && settings().redis.require_durable;
    if (!warning.empty()) options.log->warn("redis.not_durable", {{"warning", warning}});
}

asio::awaitable<void> App::Parts::give_back_former_leases() {
    for (;;) {
        const auto released = co_await queue->release_former();
        if (released) {
            if (*released > 0) options.log->info("leases.given_back", {{"notices", *released}});
            co_return;
        }
        const SysTime later = wall_clock->now() + kBetweenTries;
        co_await wall_clock->sleep_until(later);
    }
}

App::App(asio::io_context& io, Options options)
    : parts_(std::make_unique<Parts>(io, std::move(options))) {}
App::~App() = default;

asio::awaitable<std::string> App::start() {
    Parts& parts = *parts_;
    const std::string& origin = parts.settings().delivery.origin;
    if (!origin.empty() && !connectors::is_origin(origin)) {
        std::string refusal =
            trf("delivery.origin: \"{}\" is no host name; write it like city.example.jp", origin);
        co_return refusal;
    }
    std::string problem = load_tokens(parts.settings(), parts.authority);
    if (problem.empty()) problem = parts.open_data();
    if (problem.empty()) problem = parts.open_redis();
    if (!problem.empty()) co_return problem;
    parts.build_services();
    problem = parts.open_http();
    if (!problem.empty()) co_return problem;
    parts.redis->start([&parts] {
        parts.queue->look_everywhere();
        parts.subscriber->renew();
        parts.plan->store_connected();
        asio::co_spawn(parts.io, parts.check_durability(), kFailLoudly);
    });
    parts.subscriber->start();
    co_await parts.plan->start();
    co_await parts.give_back_former_leases();
    co_await parts.check_durability();
    if (parts.refused_server) {
        problem =
            tr("this Redis could lose data and redis.require_durable is set; set appendonly "
               "yes and maxmemory-policy noeviction");
        co_return problem;
    }
    parts.clock->start();
    parts.delivery->start();
    parts.alerts->start();
    parts.options.log->info("daemon.started", {{"version", OUTREACH_VERSION}});
    co_return problem;
}

// The order is the design: nothing new is planned or claimed, what is in hand is finished, the
// rest is given back; health is answered until the end.
asio::awaitable<void> App::shut_down() {
    Parts& parts = *parts_;
    if (parts.plan) parts.plan->stop();
    if (parts.alerts) parts.alerts->stop();
    if (parts.delivery) co_await parts.delivery->drain(parts.settings().delivery.drain);
    if (parts.http) parts.http->stop();
    if (parts.subscriber) parts.subscriber->stop();
    if (parts.redis) parts.redis->stop();
    parts.http_client.close();
    if (parts.embedded) co_await parts.embedded->stop();
    parts.options.log->info("daemon.stopped");
}

void App::reload() {
    if (parts_->plan) parts_->plan->reload();
}

Clock& App::clock() {
    return *parts_->clock;
}
const plan::PlanService& App::plan() const {
    return *parts_->plan;
}
const delivery::DeliveryService& App::delivery() const {
    return *parts_->delivery;
}
std::uint16_t App::http_port() const {
    return parts_->http->port();
}

}  // namespace outreach::app
