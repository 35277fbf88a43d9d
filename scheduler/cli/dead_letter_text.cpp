#include "scheduler/cli/dead_letter_text.hpp"

#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

std::string chance(const json& letter) {
    return can_be_retried(letter) ? std::string(tr("possible")) : text_of(letter, "why_not");
}

std::string last_result(const json& letter) {
    const std::size_t status = count_of(letter, "status");
    return status == 0 ? std::string(tr("no answer")) : fmt::format("HTTP {}", status);
}

// The journal's word for it, in the reader's language.
std::string reason_of(const json& letter) {
    return tr(text_of(letter, "reason").c_str());
}

}  // namespace

bool can_be_retried(const json& letter) {
    return letter.value("retry", json()) == json(true);
}

std::string letters_table(const json& letters) {
    std::vector<std::vector<std::string>> rows;
    for (const json& each : letters) {
        rows.push_back({text_of(each, "dead_at"),
                        text_of(each, "purpose"),
                        text_of(each, "activity"),
                        text_of(each, "partner"),
                        text_of(each, "endpoint"),
                        text_of(each, "attempts"),
                        reason_of(each),
                        chance(each),
                        text_of(each, "notice").substr(0, 20)});
    }
    return to_table({tr("given up"),
                     tr("purpose"),
                     tr("activity"),
                     tr("partner"),
                     tr("endpoint"),
                     tr("attempts"),
                     tr("reason"),
                     tr("second chance"),
                     "id"},
                    rows);
}

std::string letter_text(const json& letter) {
    const std::string took = text_of(letter, "took_ms");
    return text_of(letter, "notice") + "\n" +
           to_facts(
               {{tr("purpose"), text_of(letter, "purpose")},
                {tr("activity"), text_of(letter, "campaign") + "." + text_of(letter, "activity")},
                {tr("rule"), text_of(letter, "rule")},
                {tr("partner"), text_of(letter, "partner")},
                {tr("endpoint"), text_of(letter, "endpoint")},
                {tr("due"), text_of(letter, "due")},
                {tr("deadline"), text_of(letter, "deadline")},
                {tr("given up"), text_of(letter, "dead_at")},
                {tr("reason"), reason_of(letter)},
                {tr("attempts"), text_of(letter, "attempts")},
                {tr("last result"), last_result(letter)},
                {tr("detail"), text_of(letter, "detail")},
                {tr("answer"), text_of(letter, "answer")},
                {tr("took"), took.empty() ? took : took + " ms"},
                {tr("second chance"), chance(letter)}});
}

}  // namespace outreach::cli
