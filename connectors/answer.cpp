#include "connectors/answer.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "connectors/header_names.hpp"

namespace outreach::connectors {
namespace {

std::optional<SysTime> parse_http_date(const std::string& text) {
    // RFC 9110, 5.6.7: the preferred form, and the two obsolete ones that must be understood.
    for (const char* form :
         {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
        std::tm parts{};
        const char* end = strptime(text.c_str(), form, &parts);
        if (end != nullptr && *end == '\0') return SysTime{std::chrono::seconds{timegm(&parts)}};
    }
    return {};
}

Verdict verdict_of(int status) {
    if (status >= 200 && status < 300) return Verdict::delivered;
    switch (status) {
        case 410:
            return Verdict::gone;
        case 429:
        case 502:
        case 503:
        case 504:
            return Verdict::throttled;
        case 400:
        case 401:
        case 403:
        case 404:
        case 413:
        case 415:
        case 422:
            return Verdict::permanent;
        default:
            return Verdict::retry;
    }
}

}  // namespace

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, SysTime now) {
    if (text.empty()) return {};
    std::chrono::seconds pause{0};
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = end == text.data() + text.size();
    if (ec == std::errc::result_out_of_range && whole && text.front() != '-') return kLongestPause;
    if (ec == std::errc{} && whole) {
        pause = std::chrono::seconds{std::min<std::int64_t>(number, 86'400)};
    } else if (const auto date = parse_http_date(std::string(text))) {
        pause = std::chrono::ceil<std::chrono::seconds>(*date - now);
    }
    if (pause.count() <= 0) return {};
    return std::min<std::chrono::seconds>(pause, kLongestPause);
}

void heed_delivery_control(std::string_view asked, Outcome& outcome) {
    const bool disable = same_name(asked, "disable");
    const bool has_it = arrived(outcome.verdict);
    const bool abort = same_name(asked, "abort-message") && !has_it;
    if (outcome.verdict == Verdict::gone || (!disable && !abort)) return;
    outcome.detail.append(", ").append(kDeliveryControl).append(": ");
    outcome.detail.append(disable ? "disable" : "abort-message");
    if (has_it) {
        outcome.no_more = true;
    } else {
        outcome.verdict = disable ? Verdict::gone : Verdict::rejected;
    }
}

Outcome judge_answer(int status, std::string_view retry_after, SysTime now) {
    Outcome outcome;
    outcome.status = status;
    outcome.verdict = verdict_of(status);
    outcome.detail = "HTTP " + std::to_string(status);
    if (outcome.verdict == Verdict::delivered || outcome.verdict == Verdict::gone) return outcome;
    outcome.pause = parse_retry_after(retry_after, now);
    if (outcome.pause && outcome.verdict == Verdict::retry) outcome.verdict = Verdict::throttled;
    return outcome;
}

}  // namespace outreach::connectors
