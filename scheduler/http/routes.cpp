#include "scheduler/http/routes.hpp"

#include <algorithm>
#include <charconv>

#include "scheduler/http/act_routes.hpp"
#include "scheduler/http/campaign_json.hpp"
#include "scheduler/http/index_page.hpp"
#include "scheduler/http/notice_json.hpp"
#include "scheduler/http/partner_json.hpp"

namespace outreach::http {
namespace {

namespace asio = boost::asio;
constexpr std::size_t kMostRows = 1000;
constexpr std::size_t kRowsOfPage = 50;
constexpr std::string_view kNotices = "/api/v1/notices";

using Page = asio::awaitable<Answer> (*)(DaemonView& view, const Request& request);
constexpr std::string_view kCampaigns = "/api/v1/campaigns";
constexpr std::string_view kActivities = "/api/v1/activities";

std::string query(const Request& request, const char* key) {
    const auto found = request.query.find(key);
    return found == request.query.end() ? std::string() : found->second;
}

asio::awaitable<Answer> health_page(DaemonView& view, const Request&) {
    const HealthReport report = co_await view.health();
    co_return health_answer(report);
}

asio::awaitable<Answer> livez_page(DaemonView& view, const Request& request) {
    co_return probe_answer(view.liveness(), request.query.contains("verbose"));
}

asio::awaitable<Answer> readyz_page(DaemonView& view, const Request& request) {
    co_return probe_answer(view.readiness(), request.query.contains("verbose"));
}

asio::awaitable<Answer> metrics_page(DaemonView& view, const Request&) {
    Answer answer;
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = view.metrics();
    co_return answer;
}

asio::awaitable<Answer> start_page(DaemonView& view, const Request&) {
    const HealthReport report = co_await view.health();
    NoticeFilter filter;
    filter.upcoming = true;
    filter.limit = kRowsOfPage;
    co_return index_page(report, view.notices(filter).notices);
}

asio::awaitable<Answer> style_page(DaemonView&, const Request&) {
    co_return page_style();
}

// False for a limit that is none; without one the limit stays.
bool read_limit(const Request& request, std::size_t& limit) {
    const std::string text = query(request, "limit");
    if (text.empty()) return true;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    return whole && limit >= 1 && limit <= kMostRows;
}

asio::awaitable<Answer> notices_page(DaemonView& view, const Request& request) {
    NoticeFilter filter;
    filter.state = query(request, "state");
    filter.campaign = query(request, "campaign");
    filter.partner = query(request, "partner");
    filter.after = query(request, "after");
    filter.upcoming = query(request, "upcoming") == "true";
    if (!read_limit(request, filter.limit)) {
        co_return problem(400, "Bad Request", "limit must be 1 to 1000");
    }
    Answer answer;
    answer.body = to_json(view.notices(filter));
    co_return answer;
}

asio::awaitable<Answer> notice_page(DaemonView& view, const Request& request) {
    const auto notice = view.notice(request.path.substr(kNotices.size() + 1));
    if (!notice) {
        co_return problem(404, "Not Found", "no plan in force has a notice of this id");
    }
    Answer answer;
    answer.body = to_json(*notice, NoticeKeys::api);
    co_return answer;
}

Answer json_answer(std::string body) {
    Answer answer;
    answer.body = std::move(body);
    return answer;
}

asio::awaitable<Answer> campaigns_page(DaemonView& view, const Request&) {
    co_return json_answer(to_json(view.campaigns()));
}

asio::awaitable<Answer> campaign_page(DaemonView& view, const Request& request) {
    const auto campaign = view.campaign(request.path.substr(kCampaigns.size() + 1));
    if (!campaign) co_return problem(404, "Not Found", "no campaign of this id is in force");
    co_return json_answer(to_json(*campaign));
}

asio::awaitable<Answer> activities_page(DaemonView& view, const Request& request) {
    co_return json_answer(to_json(view.activities(query(request, "campaign"))));
}

// "<activity>" or, where several campaigns have one of that name, "<campaign>.<activity>".
asio::awaitable<Answer> activity_page(DaemonView& view, const Request& request) {
    const std::string id = request.path.substr(kActivities.size() + 1);
    const auto dot = id.find('.');
    for (const ActivityView& each : view.activities(dot == id.npos ? "" : id.substr(0, dot))) {
        if (each.id == (dot == id.npos ? id : id.substr(dot + 1))) {
            co_return json_answer(to_json(each));
        }
    }
    co_return problem(404, "Not Found", "no campaign in force has this activity");
}

constexpr std::string_view kPartners = "/api/v1/partners";

asio::awaitable<Answer> partners_page(DaemonView& view, const Request&) {
    co_return json_answer(to_json(view.partners()));
}

constexpr const char* kNoPartner = "the partner file has no partner of this id";

std::optional<PartnerView> find_partner(DaemonView& view, const std::string& id) {
    for (PartnerView& each : view.partners()) {
        if (each.id == id) return std::move(each);
    }
    return {};
}

asio::awaitable<Answer> partner_page(DaemonView& view, const Request& request) {
    const auto partner = find_partner(view, request.path.substr(kPartners.size() + 1));
    if (!partner) co_return problem(404, "Not Found", kNoPartner);
    co_return json_answer(to_json(*partner));
}

constexpr std::string_view kDeadLetters = "/api/v1/dead-letters";

asio::awaitable<Answer> dead_letters_page(DaemonView& view, const Request& request) {
    DeadLetterFilter filter;
    filter.campaign = query(request, "campaign");
    filter.partner = query(request, "partner");
    filter.after = query(request, "after");
    if (!read_limit(request, filter.limit)) {
        co_return problem(400, "Bad Request", "limit must be 1 to 1000");
    }
    const DeadLetterPage page = view.dead_letters(filter);
    if (page.letters.empty() && !filter.partner.empty() && !find_partner(view, filter.partner)) {
        co_return problem(404, "Not Found", kNoPartner);
    }
    co_return json_answer(to_json(page));
}

asio::awaitable<Answer> dead_letter_page(DaemonView& view, const Request& request) {
    DeadLetterFilter filter;
    filter.notice = request.path.substr(kDeadLetters.size() + 1);
    const DeadLetterPage page = view.dead_letters(filter);
    if (filter.notice.empty() || page.letters.empty()) {
        co_return problem(404, "Not Found", "there is no dead letter of this id");
    }
    co_return json_answer(to_json(page.letters.front()));
}

asio::awaitable<Answer> audit_page(DaemonView& view, const Request&) {
    co_return json_answer(to_json(view.audit(kMostRows)));
}

struct Route {
    std::string_view path;  // ending in / for everything below it
    Page page;
    bool open = false;  // needs no token
};

constexpr Route kRoutes[] = {
    {"/health", health_page, true},
    {"/livez", livez_page, true},
    {"/readyz", readyz_page, true},
    {"/metrics", metrics_page, true},
    {"/page.css", style_page, true},
    {"/", start_page},
    {kNotices, notices_page},
    {"/api/v1/notices/", notice_page},
    {kCampaigns, campaigns_page},
    {"/api/v1/campaigns/", campaign_page},
    {kActivities, activities_page},
    {"/api/v1/activities/", activity_page},
    {"/api/v1/audit", audit_page},
    {kPartners, partners_page},
    {"/api/v1/partners/", partner_page},
    {kDeadLetters, dead_letters_page},
    {"/api/v1/dead-letters/", dead_letter_page},
};

const Route* find_route(std::string_view path) {
    for (const Route& each : kRoutes) {
        const bool below = each.path.size() > 1 && each.path.ends_with('/') &&
                           path.size() > each.path.size() && path.starts_with(each.path);
        if (path == each.path || below) return &each;
    }
    return nullptr;
}

}  // namespace

asio::awaitable<Answer> route(Site site, Request request) {
    if (is_act(request)) co_return co_await act_route(site, std::move(request));
    const Route* found = find_route(request.path);
    if (found == nullptr) co_return problem(404, "Not Found", "there is nothing at this path");
    if (request.method != "GET" && request.method != "HEAD") {
        Answer refused = problem(405, "Method Not Allowed", "this path can only be read");
        refused.headers.emplace_back("Allow", "GET, HEAD");
        co_return refused;
    }
    const auto who = site.authority.identify(request);
    if (!found->open && who && !who->proven && !is_to_loopback(request)) {
        co_return problem(403, "Forbidden", "without tokens, ask by 127.0.0.1 or localhost");
    }
    if (!found->open && !who) {
        Answer refused = problem(401, "Unauthorized", "send Authorization: Bearer and your token");
        refused.headers.emplace_back("WWW-Authenticate", "Bearer");
        co_return refused;
    }
    co_return co_await found->page(site.view, request);
}

}  // namespace outreach::http
