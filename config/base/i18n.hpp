// Messages in two languages through GNU gettext: English in the source, Japanese in po/ja.po.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <string>
#include <string_view>

namespace outreach {

enum class Language { ja, en };

// "ja" or "en" from --lang, else from LC_ALL, LC_MESSAGES, LANG; English if none says Japanese.
[[nodiscard]] Language choose_language(std::string_view flag);

// Makes tr() speak `language`. Call once at start, before threads.
void init_messages(Language language);
[[nodiscard]] Language message_language() noexcept;

// The message in the chosen language.
[[nodiscard]] const char* tr(const char* message);

// The message in the chosen language with its {} filled. Translations may reorder: {1} {0}.
template <class... Args>
[[nodiscard]] std::string trf(const char* message, const Args&... args) {
    return fmt::format(fmt::runtime(tr(message)), args...);
}

}  // namespace outreach
