#include "scheduler/plan/message_quota.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/base/i18n.hpp"

namespace outreach::plan {

std::vector<MonthOverQuota> months_over_quota(
    const std::vector<std::shared_ptr<const CompiledCampaign>>& campaigns) {
    std::map<std::pair<std::string, std::chrono::year_month>, MonthOverQuota> months;
    for (const auto& campaign : campaigns) {
        const bool limited =
            std::ranges::any_of(campaign->partners().partners, [](const auto& each) {
                return std::ranges::any_of(
                    each.endpoints, [](const auto& one) { return one.monthly_quota.has_value(); });
            });
        if (!limited) continue;
        for (const PlannedNotice& notice : campaign->plan().notices) {
            const campaigns::Endpoint& endpoint = campaign->endpoint_of(notice);
            if (!endpoint.monthly_quota || notice.skipped || notice.hold == Hold::withdrawn)
                continue;
            const auto day =
                std::chrono::floor<std::chrono::days>(campaign->zone().to_local(notice.due));
            const std::chrono::year_month_day date(day);
            const std::string name =
                campaign->partner_of(notice).id.str() + "/" + endpoint.id.str();
            MonthOverQuota& month = months[{name, date.year() / date.month()}];
            month.endpoint = name;
            month.month = date.year() / date.month();
            month.quota = *endpoint.monthly_quota;
            month.planned += std::max<std::int64_t>(1, std::ssize(endpoint.to));
        }
    }
    std::vector<MonthOverQuota> over;
    for (auto& [key, month] : months) {
        if (month.planned > month.quota) over.push_back(std::move(month));
    }
    return over;
}

std::string to_text(const MonthOverQuota& month) {
    return trf("{} is to get at least {} messages in {}, its quota is {}; send fewer or buy more",
               month.endpoint,
               month.planned,
               fmt::format("{}-{:02}",
                           static_cast<int>(month.month.year()),
                           static_cast<unsigned>(month.month.month())),
               month.quota);
}

}  // namespace outreach::plan
