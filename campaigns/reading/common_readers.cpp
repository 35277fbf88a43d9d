#include "campaigns/reading/common_readers.hpp"

#include <charconv>

#include "campaigns/calendar/era.hpp"
#include "campaigns/calendar/local_time.hpp"

namespace outreach::reading {

using Kind = JsonNode::Kind;

namespace {

// How to write what was written the Japanese way, or else an example.
std::string help_for(const std::string& written, const char* example) {
    for (const auto& [word, event] : {std::pair("日没", "sunset"),
                                      std::pair("日の入", "sunset"),
                                      std::pair("日の出", "sunrise"),
                                      std::pair("日暮れ", "dusk")}) {
        if (written.find(word) != std::string::npos) return trf("write \"{}\"", event);
    }
    const auto mended = calendar::mend_moment(written);
    if (!mended) return example;
    return trf("write \"{}\"; \"outreach fmt --fix\" does it for you", *mended);
}

// The right shape, but no such day: 2025-02-30.
bool has_date_shape(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
        if (text[at] < '0' || text[at] > '9') return false;
    }
    const int month = (text[5] - '0') * 10 + (text[6] - '0');
    const int day = (text[8] - '0') * 10 + (text[9] - '0');
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           !calendar::parse_date(text.substr(0, 10));
}

bool report_no_such_day(const JsonNode& node, Diagnostics& diagnostics) {
    if (!has_date_shape(node.text)) return false;
    diagnostics.error(Code::no_such_day,
                      node.span,
                      trf("there is no {}", node.text.substr(0, 10)),
                      tr("look at a calendar: the month has fewer days"));
    return true;
}

bool need_string(const JsonNode& node, const char* what, Diagnostics& diagnostics) {
    if (node.kind == Kind::string) return true;
    report_type(diagnostics, node, what, Kind::string);
    return false;
}

}  // namespace

campaigns::Contact read_contact(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "contact", diagnostics);
    campaigns::Contact contact;
    contact.name = object.text("name");
    contact.phone = object.text("phone", 100);
    contact.email = object.text("email", 254);
    contact.url = read_web_address(object, "url");
    if (const auto audience = object.choice<campaigns::Audience>("audience")) {
        contact.audience = *audience;
    }
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
    if (!date && !report_no_such_day(node, diagnostics)) {
        diagnostics.error(
            Code::bad_date,
            node.span,
            trf("\"{}\" is no date", node.text),
            help_for(node.text, tr("write year-month-day of a day that exists, like 2025-07-02")));
    }
    return date;
}

std::optional<campaigns::LocalTime> read_local_time(const JsonNode& node,
                                                    Diagnostics& diagnostics) {
    if (!need_string(node, "time", diagnostics)) return {};
    const auto time = calendar::parse_local_time(node.text);
    if (!time && !report_no_such_day(node, diagnostics)) {
        const bool offset = parse_rfc3339(node.text).has_value();
        diagnostics.error(
            Code::bad_time,
            node.span,
            trf("\"{}\" is no local date and time", node.text),
            offset ? std::string(
                         tr("leave the offset away: times are local to the campaign's timezone"))
                   : help_for(node.text, tr("write it like 2025-07-02T10:00")));
    }
    return time;
}

std::optional<std::chrono::minutes> read_time_of_day(const JsonNode& node,
                                                     bool allow_24,
                                                     Diagnostics& diagnostics) {
    if (!need_string(node, "time of day", diagnostics)) return {};
    const auto time = calendar::parse_time_of_day(node.text, allow_24);
    if (!time) {
        diagnostics.error(
            Code::bad_time,
            node.span,
            trf("\"{}\" is no time of day", node.text),
            help_for(node.text,
                     allow_24 ? tr("write hours and minutes, 00:00 to 24:00, like 09:30")
                              : tr("write hours and minutes, 00:00 to 23:59, like 09:30")));
    }
    return time;
}

std::optional<campaigns::ClockTime> read_clock_time(const JsonNode& node,
                                                    bool allow_24,
                                                    Diagnostics& diagnostics) {
    if (!need_string(node, "time of day", diagnostics)) return {};
    if (const auto sun = parse_sun_time(node.text)) return sun;
    const bool sun_word = node.text.starts_with("sun") || node.text.starts_with("dusk");
    if (sun_word) {
        diagnostics.error(Code::bad_time,
                          node.span,
                          trf("\"{}\" is no time of day", node.text),
                          tr("write sunrise, sunset or dusk, with minutes if you like: sunset+30"));
        return {};
    }
    const auto time = read_time_of_day(node, allow_24, diagnostics);
    if (!time) return {};
    return campaigns::ClockTime{{}, *time};
}

std::optional<campaigns::ClockTime> parse_sun_time(std::string_view text) {
    for (const auto& [name, event] : campaigns::WordTable<campaigns::SunEvent>::words) {
        if (!text.starts_with(name)) continue;
        std::string_view rest = text.substr(name.size());
        if (rest.empty()) return campaigns::ClockTime{event, std::chrono::minutes{0}};
        const bool minus = rest.front() == '-';
        if (!minus && rest.front() != '+') return {};
        rest.remove_prefix(1);
        int value = 0;
        const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        const bool whole = ec == std::errc{} && end == rest.data() + rest.size();
        if (!whole || rest.size() > 3 || rest.front() == '-') return {};
        return campaigns::ClockTime{event, std::chrono::minutes{minus ? -value : value}};
    }
    return {};
}

bool read_approval(ObjectReader& object, bool inherited) {
    const JsonNode* node = object.find("approval");
    if (node == nullptr) return inherited;
    if (node->kind == Kind::string && node->text == "required") return true;
    if (node->kind == Kind::string && node->text == "none") return false;
    if (node->kind != Kind::string) {
        report_type(object.diagnostics(), *node, "approval", Kind::string);
    } else {
        report_choice(object.diagnostics(), *node, {"none", "required"});
    }
    return inherited;
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
