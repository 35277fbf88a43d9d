#include "campaigns/reading/activity_reader.hpp"

#include <algorithm>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/automatic_rules.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/decision_reader.hpp"
#include "campaigns/reading/details_reader.hpp"
#include "campaigns/reading/recipient_check.hpp"
#include "campaigns/reading/rule_reader.hpp"
#include "campaigns/reading/schedule_reader.hpp"
#include "campaigns/reading/text_check.hpp"

namespace outreach::reading {
namespace {

using campaigns::Activity;
using campaigns::Audience;
using campaigns::Status;
using Kind = JsonNode::Kind;

std::string read_kind(ObjectReader& object, const ReadingContext& context) {
    const JsonNode* node = object.need("kind", Kind::string);
    if (node == nullptr) return {};
    if (context.kinds.contains(node->text)) return node->text;
    std::vector<std::string> names;
    for (const auto& [name, kind] : context.kinds) names.push_back(name);
    const std::string near = did_you_mean(node->text, names);
    object.diagnostics().error(
        Code::unknown_kind,
        node->span,
        trf("there is no kind \"{}\"", node->text),
        near.empty()
            ? trf("kinds: {}; a new kind is a new file in campaigns/kinds", fmt::join(names, ", "))
            : trf("did you mean \"{}\"?", near));
    return {};
}

void check_dates(ObjectReader& object, const Activity& activity, const ReadingContext& context) {
    if (activity.status == Status::done) return;  // the past is as it was
    const auto year = calendar::fiscal_year_days(context.fiscal_year);
    const campaigns::LocalTime first{year.first};
    const campaigns::LocalTime last{year.last + std::chrono::days{1}};
    for (const campaigns::Occurrence& each : activity.schedule.occurrences) {
        if (context.fiscal_year == 0 || (each.end > first && each.start < last)) continue;
        object.diagnostics().warn(
            Code::outside_fiscal_year,
            object.find("schedule")->span,
            trf("{} lies outside the fiscal year {}",
                calendar::format_date(std::chrono::floor<std::chrono::days>(each.start)),
                context.fiscal_year),
            tr("check the year; months from January to March belong to the next calendar year"));
        return;
    }
}

void check_status(ObjectReader& object, const Activity& activity) {
    const JsonNode* status = object.find("status");
    if (status == nullptr) return;
    const bool window = std::any_of(activity.schedule.occurrences.begin(),
                                    activity.schedule.occurrences.end(),
                                    [](const auto& each) { return each.window; });
    const bool fixed =
        activity.status == Status::confirmed || activity.status == Status::rescheduled;
    if (window && fixed) {
        object.diagnostics().error(
            Code::confirmed_window,
            status->span,
            trf("a date window cannot be \"{}\"", campaigns::word(activity.status)),
            tr("give the date, or leave the status \"tentative\" until it is fixed"));
    }
}

bool has_detail(const Activity& activity, const std::string& detail) {
    if (detail == "venue") return activity.venue.has_value();
    if (detail == "contact") return !activity.contact.empty();
    if (detail == "description") return !activity.description.empty();
    return !activity.application.how.empty() || activity.application.deadline.has_value();
}

void check_details(ObjectReader& object, const Activity& activity, const ReadingContext& context) {
    const auto kind = context.kinds.find(activity.kind);
    if (kind == context.kinds.end() || activity.status != Status::confirmed) return;
    for (const std::string& detail : kind->second.required) {
        if (has_detail(activity, detail)) continue;
        object.diagnostics().warn(
            Code::missing_detail,
            object.find("id")->span,
            trf("a confirmed {} needs \"{}\"", activity.kind, detail),
            trf("add \"{}\", or leave the status \"tentative\" until it is known", detail));
    }
}

std::optional<calendar::Place> place_of(const Activity& activity) {
    if (!activity.venue || !activity.venue->latitude || !activity.venue->longitude) return {};
    return calendar::Place{*activity.venue->latitude, *activity.venue->longitude};
}

campaigns::LocalTime last_day_of(const ReadingContext& context) {
    const int year = context.fiscal_year == 0 ? 2098 : context.fiscal_year;
    return campaigns::LocalTime{calendar::fiscal_year_days(year).last + std::chrono::days{1}} -
           std::chrono::seconds{1};
}

// Recipients of the rules or decisions listed under `key`.
void check_all_recipients(ObjectReader& object,
                          const char* key,
                          const ReadingContext& context,
                          const Activity& activity) {
    const JsonNode* list = object.find(key);
    if (list == nullptr) return;
    for (const JsonNode& item : list->items) {
        for (const JsonMember& member : item.members) {
            if (member.key != "to" || member.value.kind != Kind::array) continue;
            Diagnostics& diagnostics = object.diagnostics();
            check_recipients(&member.value, context, activity.audience, diagnostics);
            std::vector<campaigns::Recipient> narrowed;
            for (const JsonNode& name : member.value.items) {
                const bool group = name.text.starts_with('@');
                narrowed.push_back({group ? name.text.substr(1) : name.text, group});
            }
            check_anybody(member.value, narrowed, activity.partners, context, diagnostics);
        }
    }
}

void read_notices(ObjectReader& object, const ReadingContext& context, Activity& activity) {
    const bool needs_approval = read_approval(object, context.needs_approval);
    activity.decisions = read_decisions(object);
    check_all_recipients(object, "decisions", context, activity);
    const bool written = object.find("notices") != nullptr;
    if (written) {
        activity.rules = read_rules(object, "notices", needs_approval);
        check_all_recipients(object, "notices", context, activity);
    } else if (const auto kind = context.kinds.find(activity.kind); kind != context.kinds.end()) {
        activity.rules = kind->second.rules;
        for (campaigns::Rule& rule : activity.rules) {
            rule.needs_approval |= needs_approval && !asks_organizer(rule);
        }
    }
    add_automatic_rules(activity, needs_approval, written);
}

// A notice that no partner would ever receive is a mistake more often than not.
void check_dates_of_rules(ObjectReader& object, const Activity& activity) {
    const bool wants_deadline =
        std::any_of(activity.rules.begin(), activity.rules.end(), [](const auto& rule) {
            const auto* lead = std::get_if<campaigns::LeadTime>(&rule.when);
            return lead != nullptr && lead->anchor == campaigns::Anchor::application_deadline;
        });
    if (!wants_deadline || activity.application.deadline || !object.has("notices")) return;
    object.diagnostics().warn(
        Code::missing_detail,
        object.find("notices")->span,
        tr("a notice counts from the application deadline, but there is none"),
        tr("add \"application\": {\"deadline\": \"2025-06-20\"}"));
}

}  // namespace

std::optional<Activity> read_activity(const JsonNode& node,
                                      const ReadingContext& context,
                                      Diagnostics& diagnostics) {
    ObjectReader object(node, "activity", diagnostics);
    if (node.kind != Kind::object) return {};
    Activity activity;
    activity.id = ActivityId(object.need_id("id"));
    activity.kind = read_kind(object, context);
    activity.title = read_title(object, "title");
    if (const auto status = object.choice<Status>("status")) activity.status = *status;
    if (const auto audience = object.choice<Audience>("audience")) activity.audience = *audience;
    activity.partners = read_recipients(object, "partners");
    check_recipients(object.find("partners"), context, activity.audience, diagnostics);
    if (const JsonNode* venue = object.find("venue")) {
        activity.venue = read_venue(*venue, diagnostics);
    }
    if (const JsonNode* schedule = object.need("schedule")) {
        const ScheduleContext around{
            context.holidays, context.zone, place_of(activity), last_day_of(context)};
        if (auto read = read_schedule(*schedule, around, diagnostics)) {
            activity.schedule = std::move(*read);
        }
    }
    read_details(object, context, activity);
    read_notices(object, context, activity);
    object.finish();
    check_status(object, activity);
    check_dates_of_rules(object, activity);
    check_details(object, activity, context);
    check_texts(node, languages_of(activity.partners, context), context, activity, diagnostics);
    check_dates(object, activity, context);
    return activity;
}

}  // namespace outreach::reading
