// Message templates: Mustache files campaigns/templates/<language>/[<kind>.]<purpose>.mustache,
// whose first line is the subject and whose rest, after an empty line, is the text.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"

namespace outreach::wording {

// What a message is about. Views: valid for the call only.
struct MessageFacts {
    const campaigns::Campaign& campaign;
    const campaigns::Activity& activity;
    const campaigns::Occurrence* occurrence;  // null: the activity as a whole
    const campaigns::Rule& rule;
    const campaigns::Partner& partner;
    const campaigns::Venue* venue;  // null where there is none or the partner may not know it
    std::string kind_title;         // in the language of the message
    bool late = false;
};

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

    // Takes <kind>.<purpose>, else <purpose>, in the partner's language (plain Japanese falls
    // back to Japanese). With no template at all the title and time stand alone.
    [[nodiscard]] campaigns::Message compose(const MessageFacts& facts) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// "予定（仮）", "confirmed", …: a status as people read it.
[[nodiscard]] std::string status_label(campaigns::Status status,
                                       campaigns::MessageLanguage language);

}  // namespace outreach::wording
