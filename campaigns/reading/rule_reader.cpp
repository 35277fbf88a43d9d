#include "campaigns/reading/rule_reader.hpp"

#include <set>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "config/base/time.hpp"

namespace outreach::reading {
namespace {

using campaigns::Anchor;
using campaigns::LeadTime;
using campaigns::Unit;
using Kind = JsonNode::Kind;

constexpr std::int64_t kMostLead = 100'000;
constexpr std::int64_t kMostBusinessDays = 1000;

bool has_unit(const ObjectReader& object) {
    for (const auto& [name, unit] : campaigns::WordTable<Unit>::words) {
        if (object.has(std::string(name).c_str())) return true;
    }
    return false;
}

std::optional<LeadTime> read_lead(ObjectReader& object) {
    Diagnostics& diagnostics = object.diagnostics();
    LeadTime lead;
    int units = 0;
    for (const auto& [name, unit] : campaigns::WordTable<Unit>::words) {
        const std::string key(name);
        if (!object.has(key.c_str())) continue;
        ++units;
        lead.unit = unit;
        const auto amount = object.integer(
            key.c_str(), 0, unit == Unit::business_days ? kMostBusinessDays : kMostLead);
        if (!amount) return {};
        lead.amount = static_cast<int>(*amount);
    }
    const bool before = object.has("before");
    const bool after = object.has("after");
    if (units != 1 || before == after) {
        diagnostics.error(
            Code::bad_when,
            object.span(),
            units > 1   ? tr("more than one unit of time")
            : units < 1 ? tr("no unit of time")
                        : tr("exactly one of \"before\" and \"after\" must stand here"),
            tr("write it like {\"days\": 7, \"before\": \"start\", \"at\": \"10:00\"}"));
        return {};
    }
    lead.before = before;
    const auto anchor = object.choice<Anchor>(before ? "before" : "after");
    if (!anchor) return {};
    lead.anchor = *anchor;
    if (const JsonNode* at = object.find("at")) {
        lead.at = read_time_of_day(*at, false, diagnostics);
        if (!lead.at) return {};
        if (lead.unit == Unit::hours || lead.unit == Unit::minutes) {
            diagnostics.error(Code::bad_when,
                              at->span,
                              tr("\"at\" does not go with hours or minutes"),
                              tr("remove \"at\", or count in days"));
            return {};
        }
    }
    return lead;
}

std::optional<campaigns::When> read_when(const JsonNode& node,
                                         campaigns::Roll& roll,
                                         Diagnostics& diagnostics) {
    ObjectReader object(node, "when", diagnostics);
    if (node.kind != Kind::object) return {};
    std::optional<campaigns::When> when;
    if (!object.has("on")) {
        if (const auto told = object.choice<campaigns::Roll>("roll")) roll = *told;
    }
    if (object.has("on")) {
        if (const auto event = object.choice<campaigns::Event>("on")) {
            when = campaigns::OnEvent{*event};
        }
    } else if (has_unit(object)) {
        if (const auto lead = read_lead(object)) when = *lead;
    } else if (object.has("at")) {
        if (const auto time = read_local_time(*object.find("at"), diagnostics)) {
            when = campaigns::AtTime{*time};
        }
    } else {
        diagnostics.error(
            Code::bad_when,
            node.span,
            tr("this says no moment"),
            tr("write {\"days\": 7, \"before\": \"start\"}, {\"at\": \"2025-07-01T10:00\"} or "
               "{\"on\": \"cancelled\"}"));
        for (const char* key : {"on",
                                "at",
                                "days",
                                "business_days",
                                "weeks",
                                "months",
                                "hours",
                                "minutes",
                                "before",
                                "after"}) {
            object.find(key);
        }
    }
    object.finish();
    return when;
}

std::optional<campaigns::Deadline> read_deadline(const JsonNode& node, Diagnostics& diagnostics) {
    if (node.kind == Kind::object) {
        ObjectReader object(node, "deadline", diagnostics);
        auto lead = read_lead(object);
        object.finish();
        if (!lead) return {};
        return *lead;
    }
    if (node.kind == Kind::string) {
        if (const auto length = parse_duration(node.text)) return *length;
        if (const auto time = calendar::parse_local_time(node.text)) {
            return campaigns::AtTime{*time};
        }
    }
    diagnostics.error(Code::bad_duration,
                      node.span,
                      tr("this is no deadline"),
                      tr("write a length after the due time (\"PT2H\"), a time "
                         "(\"2025-07-01T10:00\") or {\"hours\": 1, \"before\": \"start\"}"));
    return {};
}

std::optional<campaigns::Rule> read_rule(const JsonNode& node,
                                         bool needs_approval,
                                         Diagnostics& diagnostics) {
    ObjectReader object(node, "notice", diagnostics);
    if (node.kind != Kind::object) return {};
    campaigns::Rule rule;
    rule.id = RuleId(object.need_id("id"));
    if (object.need("purpose") != nullptr) {
        if (const auto purpose = object.choice<campaigns::Purpose>("purpose")) {
            rule.purpose = *purpose;
        }
    }
    std::optional<campaigns::When> when;
    if (const JsonNode* node_when = object.need("when")) {
        when = read_when(*node_when, rule.roll, diagnostics);
    }
    if (object.has("to")) rule.to = read_recipients(object, "to");
    if (const JsonNode* deadline = object.find("deadline")) {
        rule.deadline = read_deadline(*deadline, diagnostics);
    }
    if (const auto late = object.choice<campaigns::OnLate>("on_late")) rule.on_late = *late;
    rule.text = read_text_value(object, "text", kLongestText);
    rule.needs_approval = read_approval(object, needs_approval && !asks_organizer(rule));
    if (const auto each = object.choice<campaigns::Each>("each")) rule.each = *each;
    if (const JsonNode* urgent = object.find("urgent", Kind::boolean)) {
        rule.urgent = urgent->boolean;
    }
    object.finish();
    if (!when) return {};
    rule.when = *when;
    return rule;
}

}  // namespace

std::vector<campaigns::Rule> read_rules(ObjectReader& owner, const char* key, bool needs_approval) {
    std::vector<campaigns::Rule> rules;
    std::set<std::string> ids;
    owner.each(key, 100, [&](const JsonNode& item) {
        auto rule = read_rule(item, needs_approval, owner.diagnostics());
        if (!rule) return;
        if (!rule->id.empty() && !ids.insert(rule->id.str()).second) {
            owner.diagnostics().error(Code::duplicate_id,
                                      item.span,
                                      trf("two notices have the id \"{}\"", rule->id.str()),
                                      tr("give each its own; it names the notice for ever"));
        }
        rules.push_back(std::move(*rule));
    });
    return rules;
}

}  // namespace outreach::reading
