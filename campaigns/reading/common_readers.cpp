#include "campaigns/reading/common_readers.hpp"

#include "campaigns/calendar/local_time.hpp"

namespace outreach::reading {

using campaigns::LocalizedText;
using Kind = JsonNode::Kind;

namespace {

const char* kSunLater = "sunset, sunrise and dusk come with the calendar; write a time HH:MM";

bool is_sun_word(std::string_view text) {
    return text.starts_with("sunset") || text.starts_with("sunrise") || text.starts_with("dusk");
}

bool need_string(const JsonNode& node, const char* what, Diagnostics& diagnostics) {
    if (node.kind == Kind::string) return true;
    report_type(diagnostics, node, what, Kind::string);
    return false;
}

}  // namespace

LocalizedText read_localized(const JsonNode& node, const char* what, Diagnostics& diagnostics) {
    LocalizedText text;
    if (node.kind == Kind::string) {
        text.ja = node.text;
        return text;
    }
    ObjectReader object(node, what, diagnostics);
    if (node.kind != Kind::object) return text;
    text.ja = object.text("ja");
    text.en = object.text("en");
    object.finish();
    if (text.empty()) {
        diagnostics.error(Code::missing_key,
                          node.span,
                          trf("\"{}\" says nothing", what),
                          tr("write { \"ja\": \"…\", \"en\": \"…\" } or just a text"));
    }
    return text;
}

campaigns::Contact read_contact(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "contact", diagnostics);
    campaigns::Contact contact;
    contact.name = object.text("name");
    contact.phone = object.text("phone", 100);
    contact.email = object.text("email", 254);
    contact.url = object.text("url", 2000);
    object.finish();
    return contact;
}

std::vector<campaigns::Recipient> read_recipients(ObjectReader& object, const char* key) {
    std::vector<campaigns::Recipient> all;
    object.each(key, 500, [&](const JsonNode& item) {
        if (!need_string(item, key, object.diagnostics())) return;
        const bool group = item.text.starts_with('@');
        const std::string name = group ? item.text.substr(1) : item.text;
        if (!is_valid_id(name)) {
            object.diagnostics().error(Code::bad_id,
                                       item.span,
                                       trf("\"{}\" is no partner id and no @group", item.text),
                                       tr("use the id of a partner, or @ and the name of a group"));
            return;
        }
        all.push_back({name, group});
    });
    return all;
}

std::optional<campaigns::LocalDate> read_date(const JsonNode& node, Diagnostics& diagnostics) {
    if (!need_string(node, "date", diagnostics)) return {};
    const auto date = calendar::parse_date(node.text);
    if (!date) {
        diagnostics.error(Code::bad_date,
                          node.span,
                          trf("\"{}\" is no date", node.text),
                          tr("write year-month-day of a day that exists, like 2025-07-02"));
    }
    return date;
}

std::optional<campaigns::LocalTime> read_local_time(const JsonNode& node,
                                                    Diagnostics& diagnostics) {
    if (!need_string(node, "time", diagnostics)) return {};
    const auto time = calendar::parse_local_time(node.text);
    if (!time) {
        const bool offset = parse_rfc3339(node.text).has_value();
        diagnostics.error(
            Code::bad_time,
            node.span,
            trf("\"{}\" is no local date and time", node.text),
            offset ? tr("leave the offset away: times are local to the campaign's timezone")
                   : tr("write it like 2025-07-02T10:00"));
    }
    return time;
}

std::optional<std::chrono::minutes> read_time_of_day(const JsonNode& node,
                                                     bool allow_24,
                                                     Diagnostics& diagnostics) {
    if (!need_string(node, "time of day", diagnostics)) return {};
    const auto time = calendar::parse_time_of_day(node.text, allow_24);
    if (!time && is_sun_word(node.text)) {
        diagnostics.error(Code::unsupported,
                          node.span,
                          trf("\"{}\" is not supported by this version yet", node.text),
                          tr(kSunLater));
    } else if (!time) {
        diagnostics.error(Code::bad_time,
                          node.span,
                          trf("\"{}\" is no time of day", node.text),
                          allow_24 ? tr("write hours and minutes, 00:00 to 24:00, like 09:30")
                                   : tr("write hours and minutes, 00:00 to 23:59, like 09:30"));
    }
    return time;
}

void read_format(ObjectReader& object) {
    const JsonNode* format = object.need("format", Kind::integer);
    if (format != nullptr && format->integer != 1) {
        object.diagnostics().error(Code::bad_format_version,
                                   format->span,
                                   trf("format {} is not known", format->integer),
                                   tr("this version reads format 1"));
    }
}

}  // namespace outreach::reading
