// Answers the HTTP side's questions from the daemon's parts; nothing is changed here.
#pragma once

#include "config/base/metrics.hpp"
#include "scheduler/app/census.hpp"
#include "scheduler/delivery/delivery_service.hpp"
#include "scheduler/http/daemon_view.hpp"
#include "scheduler/plan/plan_service.hpp"
#include "scheduler/redis/redis_client.hpp"

namespace outreach::app {

class DaemonViewImpl final : public http::DaemonView {
public:
    struct Doors {
        plan::PlanService& plan;
        delivery::DeliveryService& delivery;
        journal::Journal& journal;
        journal::Ledger& ledger;
        redis::RedisClient& redis;
        Clock& clock;
        Metrics& metrics;
        std::filesystem::path data_dir;
        std::string service_id;
    };
    explicit DaemonViewImpl(Doors doors) : doors_(std::move(doors)) {}

    boost::asio::awaitable<http::HealthReport> health() override;
    [[nodiscard]] std::vector<http::HealthCheck> liveness() const override;
    [[nodiscard]] std::vector<http::HealthCheck> readiness() const override;
    std::string metrics() override;
    [[nodiscard]] http::NoticePage notices(const http::NoticeFilter& filter) const override;
    [[nodiscard]] std::vector<http::CampaignView> campaigns() const override;
    [[nodiscard]] std::optional<http::CampaignView> campaign(const std::string& id) const override;
    [[nodiscard]] std::vector<http::ActivityView> activities(
        const std::string& campaign) const override;
    [[nodiscard]] std::vector<http::AuditView> audit(std::size_t limit) const override;
    [[nodiscard]] std::vector<http::PartnerView> partners() const override;
    [[nodiscard]] http::DeadLetterPage dead_letters(
        const http::DeadLetterFilter& filter) const override;
    [[nodiscard]] std::optional<http::NoticeView> notice(const std::string& id) const override;
    // What the server's settings could lose, asked once per connection.
    void set_durability_warning(std::string warning) { durability_ = std::move(warning); }

private:
    // Taken anew at most once a second of real time.
    const Census& census() const;
    boost::asio::awaitable<std::vector<http::HealthCheck>> redis_checks();
    void add_notice_checks(std::vector<http::HealthCheck>& checks) const;
    void add_file_checks(std::vector<http::HealthCheck>& checks) const;
    void add_people_checks(std::vector<http::HealthCheck>& checks) const;
    [[nodiscard]] http::HealthCheck holiday_check() const;
    void add_partner_checks(std::vector<http::HealthCheck>& checks) const;

    Doors doors_;
    std::string durability_;
    mutable Census census_;
    mutable std::chrono::steady_clock::time_point census_taken_{};
    mutable std::chrono::steady_clock::duration census_cost_{};
};

}  // namespace outreach::app
