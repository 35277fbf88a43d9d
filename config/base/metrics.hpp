// The daemon's numbers, in Prometheus text form. One struct holds every metric, so that names,
// units and labels stand in one place (metrics.cpp) and are bounded.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace outreach {

class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // result: delivered, expired, withdrawn, dead.
    void notice_settled(std::string_view kind, std::string_view purpose, std::string_view result);
    // result: delivered, retry, throttled, permanent, gone.
    void attempt(std::string_view connector, std::string_view result);
    // First attempt minus due.
    void lateness(std::chrono::duration<double> value);
    void delivery_duration(std::chrono::duration<double> value);
    void redis_round_trip(std::chrono::duration<double> value);
    void set_notices(std::string_view state, double count);
    // Seconds since the epoch, or 0 when nothing is planned.
    void set_next_notice(double timestamp);
    void set_campaign_files(double valid, double invalid);
    // state: ok, failing, disabled, paused; exactly one of them is 1.
    void set_endpoint_state(std::string_view partner,
                            std::string_view endpoint,
                            std::string_view state);

    // Upper bound of the bucket in which quantile q (0..1) of the lateness lies, in seconds.
    [[nodiscard]] double lateness_quantile(double q) const;
    [[nodiscard]] std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace outreach
