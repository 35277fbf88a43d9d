// Words in several languages, with who may read them.
#pragma once

#include <string>

#include "campaigns/model/words.hpp"

namespace outreach::campaigns {

// The same words in up to three languages; where one is missing another stands in.
struct LocalizedText {
    std::string ja;
    std::string ja_easy;
    std::string en;
    Audience audience = Audience::open;  // who may read it

    [[nodiscard]] const std::string& in(MessageLanguage language) const noexcept {
        const std::string& any = !ja.empty() ? ja : !en.empty() ? en : ja_easy;
        if (language == MessageLanguage::en && !en.empty()) return en;
        if (language == MessageLanguage::ja_easy && !ja_easy.empty()) return ja_easy;
        return any;
    }
    // The same, but nothing for a reader who may not know it.
    [[nodiscard]] const std::string& in(MessageLanguage language, Audience reader) const noexcept {
        static const std::string nothing;
        return audience <= reader ? in(language) : nothing;
    }
    [[nodiscard]] bool empty() const noexcept {
        return ja.empty() && ja_easy.empty() && en.empty();
    }
};

}  // namespace outreach::campaigns
