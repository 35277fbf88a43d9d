#include "connectors/slack_service.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/slack_text.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;
using Sections = std::vector<std::string>;

constexpr std::size_t kHeader = 150;
constexpr std::size_t kMostBlocks = 50;
constexpr std::size_t kMostSections = kMostBlocks - 1;  // beside the header
constexpr std::size_t kMessage = 12'000;

std::size_t units(std::string_view text) {
    return measure(text, Unit::utf16_units);
}

std::size_t units_of(const Sections& sections) {
    std::size_t sum = 0;
    for (const std::string& section : sections) sum += units(section);
    return sum;
}

struct Draft {
    std::string header;  // as it is sent
    std::string body;    // not yet cut or escaped
};

Draft draft_of(const std::string& subject, const std::string& text) {
    const std::string whole = fit(subject, subject.max_size(), Unit::bytes, "");
    const std::string header = fit_while(whole, "…", [](const std::string& line) {
        return units(slack_plain_text(line)) <= kHeader;
    });
    Draft draft{slack_plain_text(header), text};
    if (header != whole) draft.body = whole + "\n\n" + text;
    draft.body = fit(draft.body, draft.body.max_size(), Unit::bytes, "");
    return draft;
}

json blocks_of(const Draft& draft, campaigns::MessageLanguage language) {
    const std::size_t room = kMessage - units(draft.header);
    const std::string body =
        fit_while(draft.body, cut_statement(language), [room](const std::string& text) {
            const Sections sections = slack_sections(text, kMostSections + 1);
            return sections.size() <= kMostSections && units_of(sections) <= room;
        });
    json blocks = json::array();
    if (!draft.header.empty()) {
        blocks.push_back(
            {{"type", "header"}, {"text", {{"type", "plain_text"}, {"text", draft.header}}}});
    }
    for (const std::string& section : slack_sections(body, kMostSections + 1)) {
        // `verbatim`: names of people and channels stay text. `expand`: nothing is folded away.
        blocks.push_back({{"type", "section"},
                          {"text", {{"type", "mrkdwn"}, {"text", section}, {"verbatim", true}}},
                          {"expand", true}});
    }
    return blocks;
}

// What is shown where blocks are not, as in a notification.
std::string fallback_of(const std::string& subject, const std::string& text) {
    return slack_mrkdwn(
        fit_while(subject.empty() ? text : subject, "…", [](const std::string& line) {
            return units(slack_mrkdwn(line)) <= kSlackSection;
        }));
}

template <std::size_t n>
bool among(const std::array<std::string_view, n>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 10> kGone{"action_prohibited",
                                                 "channel_is_archived",
                                                 "channel_not_found",
                                                 "invalid_token",
                                                 "no_active_hooks",
                                                 "no_service",
                                                 "no_service_id",
                                                 "no_team",
                                                 "team_disabled",
                                                 "user_not_found"};
constexpr std::array<std::string_view, 8> kRejected{"invalid_blocks",
                                                    "invalid_blocks_format",
                                                    "invalid_payload",
                                                    "missing_text_or_fallback_or_attachments",
                                                    "msg_blocks_too_long",
                                                    "msg_too_long",
                                                    "no_text",
                                                    "too_many_attachments"};

class SlackService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial& trial,
                        SysTime) const override {
        const std::string subject = headline(notice, trial);
        const campaigns::Message& message = notice.message;
        json body;
        body["text"] = fallback_of(subject, message.text);
        body["blocks"] = blocks_of(draft_of(subject, message.text), message.language);
        return json_post(target, body.dump(-1, ' ', false, json::error_handler_t::replace));
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        if (answer.status / 100 == 2) {
            return says_ok(answer.body) ? outcome : not_its_answer(std::move(outcome));
        }
        const std::string_view said = code_in(answer.body);
        if (said.find('_') != said.npos) outcome.detail += ", " + std::string(said);
        if (answer.status / 100 == 4 && among(kGone, said)) {
            outcome.verdict = Verdict::gone;
            outcome.pause.reset();
        } else if (answer.status == 400 && among(kRejected, said)) {
            outcome.verdict = Verdict::rejected;
            outcome.pause.reset();
        } else if (said == "rate_limited" || said == "rollup_error") {
            outcome.verdict = Verdict::throttled;
        }
        return outcome;
    }

    // docs.slack.dev, "Rate limits": one message a second for each channel.
    std::optional<campaigns::Rate> usual_rate() const override {
        return campaigns::Rate{1, std::chrono::seconds{1}};
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        const Draft draft = draft_of(one_line(notice.message.subject), notice.message.text);
        const Sections sections = slack_sections(draft.body, draft.body.size());
        Budget budget{units(draft.header), kMessage, Unit::utf16_units};
        budget.used += units_of(sections);
        // Only a text with thousands of empty lines needs too many and is yet short enough.
        if (sections.size() > kMostSections) budget.used = std::max(budget.used, kMessage + 1);
        return budget;
    }
};

}  // namespace

const Service& slack_service() {
    static const SlackService service;
    return service;
}

}  // namespace outreach::connectors
