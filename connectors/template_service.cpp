#include "connectors/template_service.hpp"

#include <algorithm>
#include <cctype>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "connectors/answer.hpp"
#include "connectors/header_names.hpp"

namespace outreach::connectors {
namespace {

namespace km = kainjow::mustache;
using json = nlohmann::ordered_json;

km::data values_of(const TemplateFile& recipe,
                   const Target& target,
                   const campaigns::OutgoingNotice& notice,
                   const Trial& trial) {
    km::data values;
    // Only what there is: a section of an absent value is left out.
    const auto set = [&values](const char* name, std::string text) {
        if (!text.empty()) values.set(name, km::data(std::move(text)));
    };
    const campaigns::Message& message = notice.message;
    const std::string mark = trial.maybe_repeat ? repeat_mark(message.language) : std::string();
    std::string text = message.text;
    if (recipe.most_text > 0) {
        text = fit(text, recipe.most_text, recipe.unit, cut_statement(message.language));
    }
    set("id", notice.id);
    set("campaign", notice.campaign.str());
    set("campaign_title", notice.campaign_title);
    set("activity", notice.activity.str());
    set("activity_title", notice.activity_title);
    set("purpose", std::string(campaigns::word(notice.purpose)));
    set("status", std::string(campaigns::word(notice.status)));
    set("start", notice.start);
    set("end", notice.end);
    set("venue", notice.venue_name);
    set("subject", mark + message.subject);
    set("text", std::move(text));
    set("due", notice.due);
    set("language", std::string(campaigns::word(message.language)));
    set("partner", notice.partner.str());
    set("secret", target.token);
    return values;
}

std::string filled(const std::string& text, const km::data& values) {
    km::mustache compiled(text);
    compiled.set_custom_escape([](const std::string& value) { return value; });
    return compiled.render(values);
}

void fill(json& node, const km::data& values) {
    if (node.is_string()) {
        node = filled(node.get_ref<const std::string&>(), values);
    } else if (node.is_structured()) {
        for (json& each : node) fill(each, values);
    }
}

// application/x-www-form-urlencoded (WHATWG URL, 5.2).
std::string form_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char c : text) {
        if (c < 0x80 && (std::isalnum(c) != 0 || std::string_view("*-._").find(
                                                     static_cast<char>(c)) != std::string::npos)) {
            out += static_cast<char>(c);
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += kDigits[c >> 4];
            out += kDigits[c & 0x0F];
        }
    }
    return out;
}

std::string body_of(const TemplateFile& recipe, const km::data& values) {
    if (recipe.kind == TemplateFile::Body::text) return filled(recipe.body, values);
    std::string out;
    if (recipe.kind == TemplateFile::Body::form) {
        for (const auto& [name, text] : recipe.form) {
            if (!out.empty()) out += '&';
            out += form_encoded(name) + "=" + form_encoded(filled(text, values));
        }
        return out;
    }
    json document = json::parse(recipe.body, nullptr, false);
    fill(document, values);
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string header_value(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return text;
}

bool listed(const std::vector<int>& statuses, int status) {
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

}  // namespace

HttpRequest TemplateService::request(const Target& target,
                                     const campaigns::OutgoingNotice& notice,
                                     const Trial& trial,
                                     SysTime) const {
    static const TemplateFile kNone;
    const TemplateFile& recipe = recipe_ ? *recipe_ : target.recipe ? *target.recipe : kNone;
    const km::data values = values_of(recipe, target, notice, trial);
    HttpRequest request;
    request.method = recipe.method;
    request.url = target.url;
    for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
    for (const auto& [name, text] : recipe.headers) {
        if (has_header(target.headers, name)) continue;
        request.headers.emplace_back(name, header_value(filled(text, values)));
    }
    request.headers.emplace_back("Content-Type", recipe.content_type);
    const bool named = std::any_of(request.headers.begin(), request.headers.end(), [](auto& each) {
        return same_name(each.first, "User-Agent");
    });
    if (!named) request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    request.body = body_of(recipe, values);
    return request;
}

Outcome TemplateService::judge(const HttpAnswer& answer, SysTime now) const {
    Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
    if (!recipe_) return outcome;
    const bool usual = arrived(outcome.verdict);
    if (listed(recipe_->gone, answer.status)) {
        outcome.verdict = Verdict::gone;
    } else if (listed(recipe_->rejected, answer.status)) {
        outcome.verdict = Verdict::rejected;
    } else if (recipe_->success.empty() ? usual : listed(recipe_->success, answer.status)) {
        outcome.verdict = Verdict::delivered;
        if (answer.body.find(recipe_->success_words) == std::string::npos) {
            outcome.verdict = Verdict::retry;
            outcome.detail += ": ";
            outcome.detail += trf("the answer lacks \"{}\"", recipe_->success_words);
        }
    } else if (usual) {
        outcome.verdict = Verdict::retry;
        outcome.detail += ": ";
        outcome.detail += tr("no status of success in the template file");
    }
    if (outcome.verdict != Verdict::throttled && outcome.verdict != Verdict::permanent) {
        outcome.pause.reset();
    }
    return outcome;
}

Budget TemplateService::budget(const campaigns::OutgoingNotice& notice) const {
    if (!recipe_) return {};
    return {measure(notice.message.text, recipe_->unit), recipe_->most_text, recipe_->unit};
}

const Service& template_service() {
    static const TemplateService service;
    return service;
}

}  // namespace outreach::connectors
