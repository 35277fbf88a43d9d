#include "campaigns/reading/source_text.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

namespace outreach::reading {
namespace {

std::size_t cells(UChar32 c) {
    if (c < 0) return 1;
    const int type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

SourceText::SourceText(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_starts_{0} {
    for (std::size_t i = 0; i < text_.size(); ++i) {
        if (text_[i] == '\n') line_starts_.push_back(i + 1);
    }
}

Position SourceText::position(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto index = static_cast<std::size_t>(next - line_starts_.begin()) - 1;
    const std::size_t start = line_starts_[index];
    return {index + 1, display_width(std::string_view(text_).substr(start, offset - start)) + 1};
}

std::string_view SourceText::line(std::size_t number) const {
    if (number == 0 || number > line_starts_.size()) return {};
    std::string_view rest = std::string_view(text_).substr(line_starts_[number - 1]);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return rest;
}

std::size_t display_width(std::string_view utf8) {
    std::size_t total = 0;
    const auto length = static_cast<int32_t>(utf8.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(utf8.data(), i, length, c);
        total += cells(c);
    }
    return total;
}

std::size_t first_bad_utf8(std::string_view text) {
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        const int32_t at = i;
        UChar32 c = 0;
        U8_NEXT(text.data(), i, length, c);
        if (c < 0) return static_cast<std::size_t>(at);
    }
    return std::string_view::npos;
}

std::optional<std::string> from_cp932(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open("ibm-943_P15A-2003", &status), &ucnv_close);
    if (U_FAILURE(status)) return {};
    ucnv_setToUCallBack(
        converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    const icu::UnicodeString text(
        bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
    if (U_FAILURE(status)) return {};
    bool japanese = false;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') return {};
        if (c >= 0x3040 && c <= 0x9FFF) japanese = true;
    }
    if (!japanese) return {};
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

WideMark half_width_of(std::string_view text) {
    struct Mark {
        std::string_view wide;
        const char* plain;
    };
    static constexpr Mark kMarks[] = {
        {"、", ","}, {"“", "\""}, {"”", "\""}, {"　", " "}, {"\xC2\xA0", " "}};
    for (const Mark& mark : kMarks) {
        if (text.starts_with(mark.wide)) return {text.substr(0, mark.wide.size()), mark.plain};
    }
    // U+FF01 to U+FF5E are the ASCII characters in full width.
    if (text.size() < 3 || static_cast<unsigned char>(text[0]) != 0xEF) return {};
    const unsigned code = 0xF000U | (static_cast<unsigned char>(text[1]) & 0x3FU) << 6U |
                          (static_cast<unsigned char>(text[2]) & 0x3FU);
    if (code < 0xFF01 || code > 0xFF5E) return {};
    return {text.substr(0, 3), std::string(1, static_cast<char>(code - 0xFF01 + 0x21))};
}

}  // namespace outreach::reading
