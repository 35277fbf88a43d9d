// Message templates: Mustache files campaigns/templates/<language>/[<kind>.]<purpose>.mustache,
// whose first line is the subject and whose rest, after an empty line, is the text.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"

namespace outreach::wording {

// What waits for approval, for the one who may give it.
struct WaitingFacts {
    std::size_t count = 0;
    std::string due;  // when the first would go out, in words
    std::string notice;
    std::vector<std::string> ids;  // a few of them
};

// What a message is about. Views: valid for the call only. What the partner may not know is left
// out here already by whoever reads the fields with the partner's audience.
struct MessageFacts {
    const campaigns::Campaign& campaign;
    const campaigns::Activity& activity;
    const campaigns::Occurrence* occurrence = nullptr;  // null: the activity as a whole
    const campaigns::OpenDay* day = nullptr;            // one day of the occurrence
    const campaigns::Rule& rule;
    const campaigns::Partner& partner;
    const campaigns::Venue* venue = nullptr;  // null: there is none, or the partner may not know
    std::string kind_title{};                 // in the language of the message
    bool late = false;
    std::vector<campaigns::FactChange> changes{};  // what was told and no longer holds
    std::optional<campaigns::Choice> outcome{};    // of a decision
    std::optional<WaitingFacts> waiting{};
};

// When it takes place, as the message says it; several dates one below the other.
[[nodiscard]] std::string when_text(const MessageFacts& facts);
// The venue in one line; empty where there is none to tell.
[[nodiscard]] std::string venue_text(const campaigns::Venue* venue,
                                     campaigns::MessageLanguage language,
                                     campaigns::Audience reader);

class TemplateBook {
public:
    TemplateBook();
    ~TemplateBook();
    TemplateBook(TemplateBook&&) noexcept;
    TemplateBook& operator=(TemplateBook&&) noexcept;

    // Reads a whole folder. Sentences about what is broken or missing go to `problems`.
    [[nodiscard]] static TemplateBook load(const std::filesystem::path& folder,
                                           std::vector<std::string>& problems);
    // Adds one template; false if its text is no Mustache.
    bool add(const std::string& name, const std::string& text);

    // Takes <kind>.<purpose>, else <purpose> (`approval` for what waits), in the partner's language
    // (plain Japanese falls back to Japanese). With no template at all the title and time stand
    // alone.
    [[nodiscard]] campaigns::Message compose(const MessageFacts& facts) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// "予定（仮）", "confirmed", …: a status as people read it.
[[nodiscard]] std::string status_label(campaigns::Status status,
                                       campaigns::MessageLanguage language);

}  // namespace outreach::wording
