// The variables that a message template may show. Only the template files include this: it brings
// the Mustache library along.
#pragma once

#include <kainjow/mustache.hpp>

#include "campaigns/wording/templates.hpp"

namespace outreach::wording {

// The words of one message: its language, and whom they are for.
struct Reader {
    campaigns::MessageLanguage language;
    campaigns::Audience audience;
    [[nodiscard]] const std::string& operator()(const campaigns::LocalizedText& text) const {
        return text.in(language, audience);
    }
};

// What the reader may not know is absent.
[[nodiscard]] kainjow::mustache::data message_data(const MessageFacts& facts, const Reader& read);

}  // namespace outreach::wording
