#include "campaigns/model/campaign.hpp"

#include <spdlog/fmt/fmt.h>

namespace outreach::campaigns {

std::string decision_name(const Decision& decision) {
    using namespace std::chrono;
    const auto day = floor<days>(decision.at);
    const year_month_day ymd{day};
    const hh_mm_ss<seconds> time{decision.at - day};
    return fmt::format("decision.{:04}{:02}{:02}t{:02}{:02}",
                       static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()),
                       time.hours().count(),
                       time.minutes().count());
}

}  // namespace outreach::campaigns
