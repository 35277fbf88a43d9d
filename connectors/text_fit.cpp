#include "connectors/text_fit.hpp"

#include <unicode/brkiter.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <memory>

namespace outreach::connectors {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// One code point; U+FFFD for what is no UTF-8.
struct CodePoint {
    std::size_t end = 0;
    bool broken = false;
    bool pair = false;  // two UTF-16 units

    [[nodiscard]] std::size_t size(std::size_t begin, Unit unit) const noexcept {
        if (unit == Unit::characters) return 1;
        if (unit == Unit::utf16_units) return pair ? 2 : 1;
        return broken ? kReplacement.size() : end - begin;
    }
};

CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto next = static_cast<std::int64_t>(at);
    const auto length = static_cast<std::int64_t>(text.size());
    UChar32 c = 0;
    U8_NEXT(bytes, next, length, c);
    CodePoint found;
    found.end = static_cast<std::size_t>(next);
    found.broken = c < 0;
    found.pair = c > 0xFFFF;
    return found;
}

std::string repaired(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = code_point_at(text, at);
        out += c.broken ? kReplacement : text.substr(at, c.end - at);
        at = c.end;
    }
    return out;
}

// Behind the last code point that lies within `limit`.
std::size_t reach(std::string_view text, std::size_t limit, Unit unit) noexcept {
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint c = code_point_at(text, at);
        used += c.size(at, unit);
        if (used > limit) break;
        at = c.end;
    }
    return at;
}

// The last boundary between grapheme clusters at or before `at`. Without ICU's data: `at`.
std::size_t cluster_boundary(std::string_view text, std::size_t at) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> clusters(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) return at;
    const std::unique_ptr<UText, decltype(&utext_close)> view(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status),
        &utext_close);
    if (U_FAILURE(status)) return at;
    clusters->setText(view.get(), status);
    if (U_FAILURE(status)) return at;
    const auto offset = static_cast<std::int32_t>(at);
    if (clusters->isBoundary(offset)) return at;
    const std::int32_t before = clusters->preceding(offset);
    return before == icu::BreakIterator::DONE ? 0 : static_cast<std::size_t>(before);
}

}  // namespace

const char* word(Unit unit) noexcept {
    switch (unit) {
        case Unit::characters:
            return "characters";
        case Unit::utf16_units:
            return "UTF-16 units";
        case Unit::bytes:
            return "bytes";
    }
    return "characters";
}

std::size_t measure(std::string_view text, Unit unit) noexcept {
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = code_point_at(text, at);
        used += c.size(at, unit);
        at = c.end;
    }
    return used;
}

std::string fit(std::string_view text, std::size_t limit, Unit unit, std::string_view ending) {
    std::string whole = repaired(text);
    const std::size_t end = reach(whole, limit, unit);
    if (end == whole.size()) return whole;
    const std::size_t tail = measure(ending, unit);
    // An ending for which there is no room is left out: what stands there is text, not half a
    // sentence of ours.
    const bool room = tail <= limit;
    whole.resize(cluster_boundary(whole, room ? reach(whole, limit - tail, unit) : end));
    if (room) whole += ending;
    return whole;
}

std::string cut_statement(campaigns::MessageLanguage language) {
    switch (language) {
        case campaigns::MessageLanguage::ja:
            return "…\n（長い文面のため、以下を省略しました。全文は担当までお問い合わせください。"
                   "）";
        case campaigns::MessageLanguage::ja_easy:
            return "…\n（長いので、ここで おわります。つづきは 担当（たんとう）の 人に "
                   "聞いて ください。）";
        case campaigns::MessageLanguage::en:
            break;
    }
    return "…\n(Cut here because of its length. Please ask your contact for the full text.)";
}

std::string repeat_mark(campaigns::MessageLanguage language) {
    switch (language) {
        case campaigns::MessageLanguage::ja:
            return "【再送】";
        case campaigns::MessageLanguage::ja_easy:
            return "【もういちど 送ります】";
        case campaigns::MessageLanguage::en:
            break;
    }
    return "[Sent again] ";
}

}  // namespace outreach::connectors
