#include "scheduler/plan/message_quota.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

using campaigns::SecretSource;

// Account → the lowest quota that is named for it.
using Quotas = std::map<std::string, std::int64_t>;

std::string name_of(const campaigns::Partner& partner, const campaigns::Endpoint& endpoint) {
    return partner.id.str() + "/" + endpoint.id.str();
}

// What stands for the account behind an endpoint: the place of its token.
std::string account_of(const campaigns::Partner& partner, const campaigns::Endpoint& endpoint) {
    if (endpoint.secrets.empty()) return name_of(partner, endpoint);
    const SecretSource& token = endpoint.secrets.front();
    const std::string where = token.kind == SecretSource::Kind::file
                                  ? std::filesystem::path(token.where).lexically_normal().string()
                                  : token.where;
    return fmt::format("{}:{}", static_cast<int>(token.kind), where);
}

Quotas quotas_of(const campaigns::PartnerBook& book) {
    Quotas quotas;
    for (const campaigns::Partner& partner : book.partners) {
        for (const campaigns::Endpoint& endpoint : partner.endpoints) {
            if (!endpoint.monthly_quota) continue;
            const std::int64_t quota = *endpoint.monthly_quota;
            const auto [lowest, first] = quotas.emplace(account_of(partner, endpoint), quota);
            lowest->second = std::min(lowest->second, quota);
        }
    }
    return quotas;
}

}  // namespace

std::vector<MonthOverQuota> months_over_quota(
    const std::vector<std::shared_ptr<const CompiledCampaign>>& campaigns) {
    std::map<std::pair<std::string, std::chrono::year_month>, MonthOverQuota> months;
    for (const auto& campaign : campaigns) {
        const Quotas quotas = quotas_of(campaign->partners());
        if (quotas.empty()) continue;
        for (const PlannedNotice& notice : campaign->plan().notices) {
            const campaigns::Endpoint& endpoint = campaign->endpoint_of(notice);
            if (endpoint.connector != "line" || notice.skipped || notice.hold == Hold::withdrawn)
                continue;
            const std::string account = account_of(campaign->partner_of(notice), endpoint);
            const auto quota = quotas.find(account);
            if (quota == quotas.end()) continue;
            const auto day =
                std::chrono::floor<std::chrono::days>(campaign->zone().to_local(notice.due));
            const std::chrono::year_month_day date(day);
            MonthOverQuota& month = months[{account, date.year() / date.month()}];
            month.endpoints.insert(name_of(campaign->partner_of(notice), endpoint));
            month.month = date.year() / date.month();
            month.quota = quota->second;
            month.planned += std::max<std::int64_t>(1, std::ssize(endpoint.to));
        }
    }
    std::vector<MonthOverQuota> over;
    for (auto& [key, month] : months) {
        if (month.planned <= month.quota) continue;
        month.endpoint = *month.endpoints.begin();
        over.push_back(std::move(month));
    }
    std::ranges::sort(
        over, {}, [](const MonthOverQuota& each) { return std::tie(each.endpoint, each.month); });
    return over;
}

std::string to_text(const MonthOverQuota& month) {
    const std::string when = fmt::format("{}-{:02}",
                                         static_cast<int>(month.month.year()),
                                         static_cast<unsigned>(month.month.month()));
    if (month.endpoints.size() > 1) {
        return trf(
            "{} send through one account and are to get at least {} messages in {}, "
            "its quota is {}; send fewer or buy more",
            fmt::join(month.endpoints, ", "),
            month.planned,
            when,
            month.quota);
    }
    return trf("{} is to get at least {} messages in {}, its quota is {}; send fewer or buy more",
               month.endpoint,
               month.planned,
               when,
               month.quota);
}

std::map<std::string, std::string> quota_sentences(const std::vector<MonthOverQuota>& months) {
    std::map<std::string, std::string> sentences;
    for (const MonthOverQuota& month : months) {
        for (const std::string& endpoint : month.endpoints) {
            sentences.emplace(endpoint, to_text(month));
        }
    }
    return sentences;
}

}  // namespace outreach::plan
