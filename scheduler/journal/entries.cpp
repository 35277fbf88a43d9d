#include "scheduler/journal/entries.hpp"

#include <nlohmann/json.hpp>

namespace outreach::journal {
namespace {

using json = nlohmann::ordered_json;
using queue::Verdict;

constexpr std::pair<Verdict, const char*> kVerdicts[] = {{Verdict::delivered, "delivered"},
                                                         {Verdict::retry, "retry"},
                                                         {Verdict::dead, "dead"},
                                                         {Verdict::expired, "expired"},
                                                         {Verdict::withdrawn, "withdrawn"}};

json to_json(const Seen& seen) {
    json line{{"t", to_rfc3339_utc(seen.at)}, {"e", "seen"}, {"campaign", seen.campaign.str()}};
    for (const auto& [activity, rules] : seen.rules) {
        for (const RuleId& rule : rules) line["rules"][activity.str()].push_back(rule.str());
    }
    if (!seen.endpoints.empty()) line["endpoints"] = seen.endpoints;
    for (const auto& [activity, status] : seen.statuses) {
        line["status"][activity.str()] = campaigns::word(status);
    }
    for (const auto& [activity, event] : seen.events) {
        line["events"].push_back({{"activity", activity.str()}, {"event", campaigns::word(event)}});
    }
    for (const auto& [activity, digest] : seen.facts) line["facts"][activity.str()] = digest;
    return line;
}

json to_json(const campaigns::Facts& facts) {
    json out{{"status", campaigns::word(facts.status)}};
    for (const auto& [name, time] : facts.times) {
        out["times"][name] = {time.start, time.end, time.window, time.text, time.days};
    }
    if (facts.whole) out["whole"] = true;
    if (!facts.venue_key.empty()) out["venue"] = {facts.venue_key, facts.venue};
    return out;
}

campaigns::Facts facts_from(const json& line) {
    campaigns::Facts facts;
    facts.status = campaigns::from_word<campaigns::Status>(line.value("status", ""))
                       .value_or(campaigns::Status::tentative);
    const json times = line.value("times", json::object());
    for (const auto& [name, time] : times.items()) {
        facts.times[name] = {time.at(0).get<std::string>(),
                             time.at(1).get<std::string>(),
                             time.at(2).get<bool>(),
                             time.at(3).get<std::string>(),
                             time.at(4).get<std::string>()};
    }
    facts.whole = line.value("whole", false);
    if (line.contains("venue")) {
        facts.venue_key = line.at("venue").at(0).get<std::string>();
        facts.venue = line.at("venue").at(1).get<std::string>();
    }
    return facts;
}

json to_json(const Attempt& attempt) {
    json line{{"t", to_rfc3339_utc(attempt.at)},
              {"e", "attempt"},
              {"id", attempt.id},
              {"lane", attempt.lane},
              {"n", attempt.number},
              {"activity", attempt.activity.str()},
              {"kind", attempt.kind},
              {"purpose", attempt.purpose},
              {"rule", attempt.rule.str()},
              {"partner", attempt.partner.str()},
              {"attempt", attempt.attempt},
              {"verdict", word(attempt.verdict)},
              {"result", attempt.result},
              {"due", to_rfc3339_utc(attempt.due)}};
    if (attempt.status != 0) line["status"] = attempt.status;
    if (!attempt.detail.empty()) line["detail"] = attempt.detail;
    if (attempt.verdict == Verdict::retry) line["retry_at"] = to_rfc3339_utc(attempt.retry_at);
    if (attempt.took_ms != 0) line["took_ms"] = attempt.took_ms;
    if (attempt.late) line["late"] = true;
    if (attempt.news) line["news"] = true;
    if (attempt.told) line["told"] = to_json(*attempt.told);
    if (attempt.unknown) line["unknown"] = true;
    if (attempt.spared) line["spared"] = true;
    if (!attempt.fingerprint.empty()) line["fingerprint"] = attempt.fingerprint;
    if (attempt.rest != SysTime{}) line["rest"] = to_rfc3339_utc(attempt.rest);
    if (!attempt.reference.empty()) line["reference"] = attempt.reference;
    if (!attempt.answer.empty()) line["answer"] = attempt.answer;
    return line;
}

json to_json(const EndpointDisabled& disabled) {
    return {{"t", to_rfc3339_utc(disabled.at)},
            {"e", "endpoint_disabled"},
            {"endpoint", disabled.endpoint},
            {"fingerprint", disabled.fingerprint},
            {"reason", disabled.reason}};
}

json to_json(const AlertSent& alert) {
    return {{"t", to_rfc3339_utc(alert.at)},
            {"e", "alert_sent"},
            {"endpoint", alert.endpoint},
            {"to", alert.to}};
}

json to_json(const UnknownOutcome& unknown) {
    return {{"t", to_rfc3339_utc(unknown.at)},
            {"e", "unknown_outcome"},
            {"lane", unknown.lane},
            {"n", unknown.number}};
}

json to_json(const Sending& sending) {
    json line{{"t", to_rfc3339_utc(sending.at)},
              {"e", "sending"},
              {"lane", sending.lane},
              {"n", sending.number}};
    if (sending.called_off) line["called_off"] = true;
    return line;
}

std::string text(const json& line, const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t integer(const json& line, const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

SysTime time(const json& line, const char* key) {
    return parse_rfc3339(text(line, key)).value_or(SysTime{});
}

Seen seen_from(const json& line) {
    Seen seen;
    seen.at = time(line, "t");
    seen.campaign = CampaignId(text(line, "campaign"));
    const json all_rules = line.value("rules", json::object());
    for (const auto& [activity, rules] : all_rules.items()) {
        for (const json& rule : rules) {
            seen.rules[ActivityId(activity)].emplace_back(rule.get<std::string>());
        }
    }
    seen.endpoints = line.value("endpoints", std::vector<std::string>());
    const json statuses = line.value("status", json::object());
    for (const auto& [activity, status] : statuses.items()) {
        const auto value = campaigns::from_word<campaigns::Status>(status.get<std::string>());
        if (value) seen.statuses[ActivityId(activity)] = *value;
    }
    const json events = line.value("events", json::array());
    for (const json& each : events) {
        const auto event = campaigns::from_word<campaigns::Event>(text(each, "event"));
        if (event) seen.events.emplace_back(ActivityId(text(each, "activity")), *event);
    }
    const json facts = line.value("facts", json::object());
    for (const auto& [activity, digest] : facts.items()) {
        seen.facts[ActivityId(activity)] = digest.get<std::string>();
    }
    return seen;
}

Attempt attempt_from(const json& line) {
    Attempt attempt;
    attempt.at = time(line, "t");
    attempt.id = text(line, "id");
    attempt.lane = text(line, "lane");
    attempt.number = static_cast<queue::NoticeNumber>(integer(line, "n"));
    attempt.activity = ActivityId(text(line, "activity"));
    attempt.kind = text(line, "kind");
    attempt.purpose = text(line, "purpose");
    attempt.rule = RuleId(text(line, "rule"));
    attempt.partner = PartnerId(text(line, "partner"));
    attempt.attempt = static_cast<int>(integer(line, "attempt"));
    const std::string verdict = text(line, "verdict");
    for (const auto& [value, name] : kVerdicts) {
        if (verdict == name) attempt.verdict = value;
    }
    attempt.result = text(line, "result");
    attempt.status = static_cast<int>(integer(line, "status"));
    attempt.detail = text(line, "detail");
    attempt.due = time(line, "due");
    attempt.retry_at = time(line, "retry_at");
    attempt.took_ms = integer(line, "took_ms");
    attempt.late = line.value("late", false);
    attempt.news = line.value("news", false);
    if (line.contains("told")) attempt.told = facts_from(line.at("told"));
    attempt.unknown = line.value("unknown", false);
    attempt.spared = line.value("spared", false);
    attempt.rest = time(line, "rest");
    attempt.fingerprint = text(line, "fingerprint");
    attempt.reference = text(line, "reference");
    attempt.answer = text(line, "answer");
    return attempt;
}

}  // namespace

const char* word(Verdict verdict) noexcept {
    for (const auto& [value, name] : kVerdicts) {
        if (value == verdict) return name;
    }
    return "delivered";
}

std::string to_line(const Entry& entry) {
    if (const Act* act = std::get_if<Act>(&entry)) return act_to_json(*act) + "\n";
    const json line = std::visit(
        [](const auto& each) {
            if constexpr (std::is_same_v<std::decay_t<decltype(each)>, Act>) {
                return json();
            } else {
                return to_json(each);
            }
        },
        entry);
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Entry> from_line(std::string_view line) {
    const json document = json::parse(line, nullptr, false);
    if (!document.is_object()) return Errc::bad_input;
    try {
        const std::string kind = text(document, "e");
        if (kind == "seen") return Entry(seen_from(document));
        if (kind == "attempt") return Entry(attempt_from(document));
        if (kind == "act") {
            auto act = act_from_json(line);
            if (!act) return act.error();
            return Entry(std::move(*act));
        }
        if (kind == "endpoint_disabled") {
            EndpointDisabled disabled;
            disabled.at = time(document, "t");
            disabled.endpoint = text(document, "endpoint");
            disabled.fingerprint = text(document, "fingerprint");
            disabled.reason = text(document, "reason");
            return Entry(disabled);
        }
        if (kind == "alert_sent") {
            AlertSent alert;
            alert.at = time(document, "t");
            alert.endpoint = text(document, "endpoint");
            alert.to = text(document, "to");
            return Entry(alert);
        }
        if (kind == "unknown_outcome") {
            UnknownOutcome unknown;
            unknown.at = time(document, "t");
            unknown.lane = text(document, "lane");
            unknown.number = static_cast<queue::NoticeNumber>(integer(document, "n"));
            return Entry(unknown);
        }
        if (kind == "sending") {
            Sending sending;
            sending.at = time(document, "t");
            sending.lane = text(document, "lane");
            sending.number = static_cast<queue::NoticeNumber>(integer(document, "n"));
            sending.called_off = document.value("called_off", false);
            return Entry(sending);
        }
    } catch (const json::exception&) {
        return Errc::bad_input;
    }
    return Errc::not_found;
}

}  // namespace outreach::journal
