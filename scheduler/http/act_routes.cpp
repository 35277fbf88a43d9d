#include "scheduler/http/act_routes.hpp"

#include "scheduler/http/order_json.hpp"

namespace outreach::http {
namespace {

namespace asio = boost::asio;
constexpr std::string_view kApi = "/api/v1/";

// "/api/v1/<subject>/<id>/<verb>"
struct Parts {
    std::string subject;
    std::string id;
    std::string verb;
    bool too_long = false;
};

Parts split(std::string_view path) {
    Parts parts;
    path.remove_prefix(kApi.size());
    for (std::string* part : {&parts.subject, &parts.id, &parts.verb}) {
        const auto slash = path.find('/');
        *part = path.substr(0, slash);
        path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
    }
    parts.too_long = !path.empty();
    return parts;
}

Answer to_answer(Verdict verdict) {
    if (!verdict.title.empty()) return problem(verdict.status, verdict.title, verdict.detail);
    Answer answer;
    answer.status = verdict.status;
    answer.body = std::move(verdict.json);
    return answer;
}

Answer unauthorized() {
    Answer answer = problem(401, "Unauthorized", "send Authorization: Bearer and your token");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

// Everybody who may change anything may hold a notice back.
bool allowed(const Identity& who, const Parts& parts) {
    if (parts.subject == "plan") return may(who, Right::read);
    if (parts.verb == "rotate-secret") return may(who, Right::administer);
    if (parts.subject != "notices") return may(who, Right::edit);
    if (parts.verb == "approve" || parts.verb == "waive") return may(who, Right::approve);
    if (parts.verb == "send") return may(who, Right::edit);
    return may(who, Right::edit) || may(who, Right::approve);
}

asio::awaitable<Answer> carry_out(
    Site site, std::string method, Parts parts, Identity who, Order order) {
    Verdict verdict{404, "Not Found", "there is nothing at this path", {}};
    const bool post = method == "POST";
    if (parts.subject == "activities" && post && !parts.verb.empty()) {
        verdict = co_await site.acts.on_activity(who, parts.id, parts.verb, order);
    } else if (parts.subject == "notices" && post && !parts.verb.empty()) {
        verdict = co_await site.acts.on_notice(who, parts.id, parts.verb, order);
    } else if (parts.subject == "partners" && post && !parts.verb.empty()) {
        verdict = co_await site.acts.on_partner(who, parts.id, parts.verb, order);
    } else if (parts.subject == "dead-letters" && post) {
        verdict = co_await site.acts.on_dead_letters(who, parts.id, order);
    } else if (parts.subject == "pause" && post) {
        verdict = co_await site.acts.pause(who, true, order);
    } else if (parts.subject == "resume" && post) {
        verdict = co_await site.acts.pause(who, false, order);
    } else if (parts.subject == "plan" && post) {
        verdict = co_await site.acts.plan(order);
    } else if (parts.subject == "campaigns" && method == "PUT") {
        verdict = co_await site.acts.put_campaign(who, parts.id, order);
    } else if (parts.subject == "campaigns" && method == "DELETE") {
        verdict = co_await site.acts.remove_campaign(who, parts.id, order);
    }
    co_return to_answer(std::move(verdict));
}

}  // namespace

bool is_act(const Request& request) {
    const bool changes =
        request.method == "POST" || request.method == "PUT" || request.method == "DELETE";
    return changes && request.path.starts_with(kApi);
}

asio::awaitable<Answer> act_route(Site site, Request request) {
    const auto who = site.authority.identify(request);
    if (!who) co_return unauthorized();
    if (const char* why = foreign_request(request, who->proven)) {
        co_return problem(403, "Forbidden", why);
    }
    Parts parts = split(request.path);
    if (parts.too_long) co_return problem(404, "Not Found", "there is nothing at this path");
    if (!allowed(*who, parts)) {
        co_return problem(403, "Forbidden", "your role does not allow this");
    }
    ReadOrder read = read_order(request.body);
    if (!read.problem.empty()) co_return problem(400, "Bad Request", read.problem);
    Identity identity = *who;
    co_return co_await carry_out(site,
                                 std::move(request.method),
                                 std::move(parts),
                                 std::move(identity),
                                 std::move(read.order));
}

}  // namespace outreach::http
