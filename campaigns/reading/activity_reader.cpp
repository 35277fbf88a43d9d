#include "campaigns/reading/activity_reader.hpp"

#include <algorithm>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/rule_reader.hpp"
#include "campaigns/reading/schedule_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::Activity;
using campaigns::Audience;
using campaigns::Status;
using Kind = JsonNode::Kind;

campaigns::Venue read_venue(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "venue", diagnostics);
    campaigns::Venue venue;
    if (node.kind != Kind::object) return venue;
    venue.name = object.need_text("name", 400);
    venue.ward = object.text("ward", 100);
    venue.floor = object.text("floor", 100);
    venue.address = object.text("address", 400);
    venue.access = object.text("access");
    venue.latitude = object.number("latitude", -90, 90);
    venue.longitude = object.number("longitude", -180, 180);
    if (const auto audience = object.choice<Audience>("audience")) venue.audience = *audience;
    object.finish();
    return venue;
}

// "YYYY-MM" or "YYYY-MM-DD".
std::string read_place_date(ObjectReader& object, const char* key) {
    const JsonNode* node = object.find(key, Kind::string);
    if (node == nullptr) return {};
    if (node->text.find('/') == std::string::npos && calendar::parse_window(node->text)) {
        return node->text;
    }
    object.diagnostics().error(Code::bad_date,
                               node->span,
                               trf("\"{}\" is no date", node->text),
                               tr("write it like 2017-04 or 2025-02-25"));
    return {};
}

std::vector<campaigns::Place> read_places(ObjectReader& owner) {
    std::vector<campaigns::Place> places;
    owner.each("places", 200, [&](const JsonNode& item) {
        ObjectReader object(item, "place", owner.diagnostics());
        if (item.kind != Kind::object) return;
        campaigns::Place place;
        place.name = object.need_text("name", 400);
        place.ward = object.text("ward", 100);
        place.floor = object.text("floor", 100);
        place.from = read_place_date(object, "from");
        place.to = read_place_date(object, "to");
        place.note = object.text("note");
        object.finish();
        places.push_back(std::move(place));
    });
    return places;
}

campaigns::Application read_application(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "application", diagnostics);
    campaigns::Application application;
    if (const JsonNode* deadline = object.find("deadline")) {
        application.deadline = read_local_time(*deadline, diagnostics);
    }
    application.how = object.text("how");
    object.finish();
    return application;
}

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

void check_reference(ObjectReader& object,
                     const char* key,
                     const std::string& id,
                     const std::vector<std::string>& known) {
    if (id.empty() || std::find(known.begin(), known.end(), id) != known.end()) return;
    const std::string near = did_you_mean(id, known);
    object.diagnostics().error(Code::unknown_reference,
                               object.find(key)->span,
                               trf("there is no {} \"{}\"", tr(key), id),
                               near.empty() ? trf("known: {}", fmt::join(known, ", "))
                                            : trf("did you mean \"{}\"?", near));
}

std::vector<int> read_themes(ObjectReader& object, const ReadingContext& context) {
    std::vector<int> themes;
    const auto most =
        static_cast<std::int64_t>(context.theme_count == 0 ? 99 : context.theme_count);
    object.each("themes", 99, [&](const JsonNode& item) {
        if (item.kind == Kind::integer && item.integer >= 1 && item.integer <= most) {
            themes.push_back(static_cast<int>(item.integer));
            return;
        }
        object.diagnostics().error(Code::unknown_reference,
                                   item.span,
                                   tr("there is no such theme"),
                                   trf("themes are numbered 1 to {}", most));
    });
    return themes;
}

void check_dates(ObjectReader& object, const Activity& activity, const ReadingContext& context) {
    const auto year = calendar::fiscal_year_days(context.fiscal_year);
    const campaigns::LocalTime first{year.first};
    const campaigns::LocalTime last{year.last + std::chrono::days{1}};
    for (const campaigns::Occurrence& each : activity.schedule.occurrences) {
        if (context.fiscal_year == 0 || (each.end >= first && each.start < last)) continue;
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
        object.diagnostics().error(
            Code::missing_detail,
            object.find("id")->span,
            trf("a confirmed {} needs \"{}\"", activity.kind, detail),
            trf("add \"{}\", or leave the status \"tentative\" until it is known", detail));
    }
}

// Everything that is only shown, never computed with.
void read_details(ObjectReader& object, const ReadingContext& context, Activity& activity) {
    Diagnostics& diagnostics = object.diagnostics();
    activity.description = object.text("description", 20'000);
    if (const JsonNode* contact = object.find("contact")) {
        activity.contact = read_contact(*contact, diagnostics);
    }
    if (const JsonNode* application = object.find("application")) {
        activity.application = read_application(*application, diagnostics);
    }
    activity.url = object.text("url", 2000);
    activity.bring = object.text("bring");
    activity.places = read_places(object);
    activity.initiative = object.text("initiative", 64);
    check_reference(object, "initiative", activity.initiative, context.initiatives);
    activity.themes = read_themes(object, context);
    activity.also_listed_under = object.texts("also_listed_under");
    activity.as_written = object.text("as_written");
    activity.note = object.text("note", 20'000);
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
    activity.title = object.need_text("title", 400);
    if (const auto status = object.choice<Status>("status")) activity.status = *status;
    if (const auto audience = object.choice<Audience>("audience")) activity.audience = *audience;
    activity.partners = read_recipients(object, "partners");
    check_recipients(object.find("partners"), context, activity.audience, diagnostics);
    if (const JsonNode* schedule = object.need("schedule")) {
        if (auto read = read_schedule(*schedule, diagnostics)) activity.schedule = std::move(*read);
    }
    if (const JsonNode* venue = object.find("venue")) {
        activity.venue = read_venue(*venue, diagnostics);
    }
    read_details(object, context, activity);
    object.accept_only(
        "approval", "none", "approval is not served yet; leave it away or say \"none\"");
    object.refuse("decisions", "go/no-go decisions are not served yet");
    if (object.has("notices")) {
        activity.rules = read_rules(object, "notices");
        for (const JsonNode& rule : object.find("notices")->items) {
            for (const JsonMember& member : rule.members) {
                if (member.key == "to") {
                    check_recipients(&member.value, context, activity.audience, diagnostics);
                }
            }
        }
    } else if (const auto kind = context.kinds.find(activity.kind); kind != context.kinds.end()) {
        activity.rules = kind->second.rules;
    }
    object.finish();
    check_status(object, activity);
    check_details(object, activity, context);
    check_dates(object, activity, context);
    return activity;
}

}  // namespace outreach::reading
