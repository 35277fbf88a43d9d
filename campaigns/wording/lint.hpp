// What must not stand in a message: placeholders, a weekday that is another, personal data, too
// much text, nothing at all; and sentences too long for plain Japanese. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/notice.hpp"

namespace outreach::wording {

enum class Fault { placeholder, wrong_weekday, personal_data, too_long, missing_words, hard_words };

struct Finding {
    Fault fault = Fault::placeholder;
    bool error = true;    // blocks the send unless waived
    std::string message;  // in the language of messages
    std::string help;
};

// ○○, TBD, {{…}} and their like.
[[nodiscard]] std::optional<Finding> find_placeholder(const std::string& text);
// A weekday in brackets behind a date that is another. Dates without a year belong to the fiscal
// year; with 0 any year in which it would be right will do.
[[nodiscard]] std::optional<Finding> find_wrong_weekday(const std::string& text, int fiscal_year);
// A phone number, mail or street address that none of `allowed` holds.
[[nodiscard]] std::optional<Finding> find_personal_data(const std::string& text,
                                                        const std::vector<std::string>& allowed);
// Sentences of more than 50 characters (出入国在留管理庁・文化庁, 在留支援のためのやさしい日本語
// ガイドライン, 2020: short sentences, one thing in each).
[[nodiscard]] std::vector<Finding> find_hard_words(const std::string& text);

// Where an activity may say phone numbers and addresses: its contact, the organizer's, its venue.
[[nodiscard]] std::vector<std::string> open_contacts(const campaigns::Organizer& organizer,
                                                     const campaigns::Activity& activity);

struct LintRules {
    int fiscal_year = 0;
    std::vector<std::string> allowed;
};
// Everything about one message, errors first.
[[nodiscard]] std::vector<Finding> lint(const campaigns::Message& message, const LintRules& rules);

}  // namespace outreach::wording
