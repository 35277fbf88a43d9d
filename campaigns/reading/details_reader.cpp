#include "campaigns/reading/details_reader.hpp"

#include <algorithm>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/common_readers.hpp"

namespace outreach::reading {
namespace {

using campaigns::Activity;
using campaigns::Audience;
using Kind = JsonNode::Kind;

// A text value that must say something.
campaigns::LocalizedText read_named(ObjectReader& object, const char* key) {
    if (object.find(key)->kind == Kind::object) return read_text_value(object, key, 400);
    campaigns::LocalizedText text;
    text.ja = object.need_text(key, 400);
    return text;
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
        if (const auto audience = object.choice<Audience>("audience")) place.audience = *audience;
        object.finish();
        places.push_back(std::move(place));
    });
    return places;
}

// A local time, or a date: the end of that day.
std::optional<campaigns::LocalTime> read_closing_time(const JsonNode& node,
                                                      Diagnostics& diagnostics) {
    const bool date = node.kind == Kind::string && calendar::parse_date(node.text);
    if (!date) return read_local_time(node, diagnostics);
    return campaigns::LocalTime{*calendar::parse_date(node.text) + std::chrono::days{1}};
}

campaigns::Application read_application(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "application", diagnostics);
    campaigns::Application application;
    if (const JsonNode* deadline = object.find("deadline")) {
        application.deadline = read_closing_time(*deadline, diagnostics);
    }
    application.how = read_text_value(object, "how", 4000);
    if (const auto audience = object.choice<Audience>("audience")) application.audience = *audience;
    object.finish();
    return application;
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

}  // namespace

campaigns::Venue read_venue(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "venue", diagnostics);
    campaigns::Venue venue;
    if (node.kind != Kind::object) return venue;
    if (object.need("name") != nullptr) venue.name = read_named(object, "name");
    venue.ward = object.text("ward", 100);
    venue.floor = object.text("floor", 100);
    venue.address = object.text("address", 400);
    venue.access = read_text_value(object, "access", 4000);
    venue.latitude = object.number("latitude", -90, 90);
    venue.longitude = object.number("longitude", -180, 180);
    if (const auto audience = object.choice<Audience>("audience")) venue.audience = *audience;
    object.finish();
    return venue;
}

void read_details(ObjectReader& object, const ReadingContext& context, Activity& activity) {
    Diagnostics& diagnostics = object.diagnostics();
    activity.description = read_text_value(object, "description", kLongestText);
    if (const JsonNode* contact = object.find("contact")) {
        activity.contact = read_contact(*contact, diagnostics);
    }
    if (const JsonNode* application = object.find("application")) {
        activity.application = read_application(*application, diagnostics);
    }
    activity.url = read_text_value(object, "url", 2000);
    check_web_addresses(activity.url, object.find("url"), diagnostics);
    activity.bring = read_text_value(object, "bring", 4000);
    activity.places = read_places(object);
    activity.initiative = object.text("initiative", 64);
    check_reference(object, "initiative", activity.initiative, context.initiatives);
    activity.themes = read_themes(object, context);
    activity.also_listed_under = object.texts("also_listed_under");
    activity.as_written = object.text("as_written");
    activity.note = object.text("note", 20'000);
}

}  // namespace outreach::reading
