#include "config/base/i18n.hpp"

#include <libintl.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>

#include "config/base/data_paths.hpp"

namespace outreach {
namespace {

Language& current() {
    static Language language = Language::en;
    return language;
}

}  // namespace

Language choose_language(std::string_view flag) {
    if (flag == "ja") return Language::ja;
    if (flag == "en") return Language::en;
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string_view(value).starts_with("ja") ? Language::ja : Language::en;
    }
    return Language::en;
}

void init_messages(Language language) {
    current() = language;
    // gettext translates in any locale but "C", and C.UTF-8 is on every Debian machine.
    std::setlocale(LC_CTYPE, "C.UTF-8");
    std::setlocale(LC_MESSAGES, language == Language::ja ? "C.UTF-8" : "C");
    ::setenv("LANGUAGE", language == Language::ja ? "ja" : "", 1);
    ::bindtextdomain("outreach", locale_dir().c_str());
    ::bind_textdomain_codeset("outreach", "UTF-8");
    ::textdomain("outreach");
}

Language message_language() noexcept {
    return current();
}

const char* tr(const char* message) {
    return ::dgettext("outreach", message);
}

}  // namespace outreach
