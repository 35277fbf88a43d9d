#include "campaigns/reading/text_check.hpp"

#include <algorithm>
#include <array>

#include "campaigns/wording/lint.hpp"
#include "config/base/i18n.hpp"

namespace outreach::reading {
namespace {

using wording::Fault;

// Keys of whatever depth whose texts are sent.
constexpr std::array<std::string_view, 10> kSent{
    "title", "name", "description", "bring", "how", "text", "go", "cancel", "postpone", "access"};

Code code_of(Fault fault) {
    switch (fault) {
        case Fault::placeholder:
            return Code::placeholder;
        case Fault::wrong_weekday:
            return Code::wrong_weekday;
        case Fault::personal_data:
            return Code::personal_data;
        case Fault::too_long:
            return Code::too_long;
        case Fault::missing_words:
            return Code::missing_words;
        case Fault::hard_words:
            return Code::hard_words;
    }
    return Code::placeholder;
}

// Spaces only, the wide one among them.
bool is_blank(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = text.starts_with("　")                                   ? 3
                                   : std::string_view(" \t\r\n").find(text[0]) != text.npos ? 1
                                                                                            : 0;
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

class TextCheck {
public:
    TextCheck(const std::set<campaigns::MessageLanguage>& languages,
              const ReadingContext& context,
              const campaigns::Activity& activity,
              Diagnostics& diagnostics)
        : languages_(languages),
          year_(context.fiscal_year),
          allowed_(wording::open_contacts(context.organizer, activity)),
          diagnostics_(diagnostics) {}

    void walk(const JsonNode& node) {
        for (const JsonNode& item : node.items) walk(item);
        for (const JsonMember& member : node.members) {
            if (member.key == "contact" || member.key == "note") continue;
            const bool sent = std::find(kSent.begin(), kSent.end(), member.key) != kSent.end();
            if (sent) check(member.value);
            if (!sent || member.value.kind == JsonNode::Kind::object) walk(member.value);
        }
    }

private:
    // A text, or its languages.
    void check(const JsonNode& value) {
        if (value.kind == JsonNode::Kind::string) {
            if (is_blank(value.text)) {
                diagnostics_.warn(Code::missing_words,
                                  value.span,
                                  tr("this text is empty"),
                                  tr("write it, or remove the key"));
            }
            check_text(value, false);
        }
        if (value.kind == JsonNode::Kind::object) check_languages(value);
        for (const JsonMember& language : value.members) {
            if (language.key == "audience" || language.value.kind != JsonNode::Kind::string)
                continue;
            check_text(language.value, language.key == "ja-easy");
        }
    }

    // Another language stands in for a missing one; that ought to be meant.
    void check_languages(const JsonNode& value) {
        const auto says = [&](std::string_view key) {
            return std::any_of(
                value.members.begin(), value.members.end(), [&](const JsonMember& each) {
                    return each.key == key && !is_blank(each.value.text);
                });
        };
        for (const auto language : languages_) {
            // Plain Japanese takes Japanese where it has none.
            const bool fine = says(campaigns::word(language)) ||
                              (language == campaigns::MessageLanguage::ja_easy && says("ja"));
            if (fine) continue;
            diagnostics_.warn(Code::missing_words,
                              value.span,
                              trf("a partner reads \"{}\", but this text is not in it",
                                  campaigns::word(language)),
                              tr("add the language; until then another one stands in"));
        }
    }

    void check_text(const JsonNode& node, bool easy) {
        warn(node, wording::find_placeholder(node.text));
        warn(node, wording::find_wrong_weekday(node.text, year_));
        warn(node, wording::find_personal_data(node.text, allowed_));
        if (!easy) return;
        for (auto& finding : wording::find_hard_words(node.text)) warn(node, std::move(finding));
    }

    void warn(const JsonNode& node, std::optional<wording::Finding> finding) {
        if (!finding) return;
        const std::string blocks =
            finding->error ? std::string(tr(" (its notices would be held back)")) : std::string();
        diagnostics_.warn(
            code_of(finding->fault), node.span, finding->message + blocks, finding->help);
    }

    const std::set<campaigns::MessageLanguage>& languages_;
    int year_;
    std::vector<std::string> allowed_;
    Diagnostics& diagnostics_;
};

}  // namespace

void check_texts(const JsonNode& node,
                 const std::set<campaigns::MessageLanguage>& languages,
                 const ReadingContext& context,
                 const campaigns::Activity& activity,
                 Diagnostics& diagnostics) {
    TextCheck(languages, context, activity, diagnostics).walk(node);
}

}  // namespace outreach::reading
