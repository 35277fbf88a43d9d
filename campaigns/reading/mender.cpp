#include "campaigns/reading/mender.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "campaigns/calendar/era.hpp"
#include "config/base/i18n.hpp"

namespace outreach::reading {
namespace {

using Kind = JsonNode::Kind;

// One pass over the text, in and out of strings.
class TextMender {
public:
    explicit TextMender(std::string_view text) : text_(text) {}

    Mended run() {
        while (at_ < text_.size()) step();
        return {std::move(out_), std::move(notes_)};
    }

private:
    void step() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("//") || rest.front() == '#') {
            skip_until("\n", false);
        } else if (rest.starts_with("/*")) {
            skip_until("*/", true);
        } else if (rest.front() == '"' || rest.front() == '\'') {
            copy_string(1, std::string_view(&text_[at_], 1));
        } else if (rest.starts_with("“") || rest.starts_with("”") || rest.starts_with("＂")) {
            note(tr("full-width characters became half-width"));
            copy_string(3, {});
        } else if (rest.front() == '}' || rest.front() == ']') {
            drop_comma();
            out_ += text_[at_++];
        } else {
            copy_plain(rest);
        }
    }

    void copy_plain(std::string_view rest) {
        const WideMark mark = half_width_of(rest);
        if (mark.wide.empty()) {
            out_ += text_[at_++];
            return;
        }
        note(tr("full-width characters became half-width"));
        at_ += mark.wide.size();
        if (mark.plain == "}" || mark.plain == "]") drop_comma();
        out_ += mark.plain;
    }

    // `quote` is what ends it; empty for a wide quotation mark, which ends with any.
    void copy_string(std::size_t opening, std::string_view quote) {
        at_ += opening;
        out_ += '"';
        if (quote == "'") note(tr("single quotation marks became double ones"));
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (rest.front() == '\\' && rest.size() > 1) {
                out_ += rest.substr(0, 2);
                at_ += 2;
                continue;
            }
            if (!quote.empty() && rest.starts_with(quote)) {
                ++at_;
                break;
            }
            const bool wide =
                rest.starts_with("”") || rest.starts_with("“") || rest.starts_with("＂");
            if (quote.empty() && (wide || rest.front() == '"')) {
                at_ += wide ? 3 : 1;
                break;
            }
            if (rest.front() == '"') out_ += '\\';
            if (rest.front() == '\n') return;  // the reader will say that it is not closed
            out_ += text_[at_++];
        }
        out_ += '"';
    }

    void skip_until(std::string_view end, bool with_end) {
        note(tr("comments were removed"));
        const auto found = text_.find(end, at_);
        at_ = found == text_.npos ? text_.size() : found + (with_end ? end.size() : 0);
    }

    // A comma before a closing bracket stands for nothing.
    void drop_comma() {
        const auto last = out_.find_last_not_of(" \t\r\n");
        if (last == std::string::npos || out_[last] != ',') return;
        out_.erase(last, 1);
        note(tr("commas before closing brackets were removed"));
    }

    void note(const char* what) {
        if (std::find(notes_.begin(), notes_.end(), what) == notes_.end())
            notes_.emplace_back(what);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<std::string> notes_;
};

// UTF-16 with its mark, as Excel's "Unicode text" is saved.
std::optional<std::string> from_utf16(std::string_view bytes) {
    const bool little = bytes.starts_with("\xFF\xFE");
    if (!little && !bytes.starts_with("\xFE\xFF")) return {};
    const icu::UnicodeString text(
        bytes.data() + 2, static_cast<int32_t>(bytes.size() - 2), little ? "UTF-16LE" : "UTF-16BE");
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

constexpr std::array<std::string_view, 12> kMoments{"start",
                                                    "end",
                                                    "date",
                                                    "from",
                                                    "to",
                                                    "at",
                                                    "deadline",
                                                    "window",
                                                    "except",
                                                    "also",
                                                    "closed",
                                                    "open"};
constexpr std::array<std::string_view, 6> kUnits{
    "days", "business_days", "weeks", "months", "hours", "minutes"};

bool mend_moment_node(JsonNode& node) {
    if (node.kind != Kind::string) return false;
    const auto mended = calendar::mend_moment(node.text);
    if (!mended) return false;
    node.text = *mended;
    return true;
}

// "８：４５～１７：１５" → "08:45/17:15"
bool mend_hours(JsonNode& node) {
    std::string plain = calendar::half_width(node.text);
    if (plain.find_first_of(":") == std::string::npos || plain.find(',') != std::string::npos) {
        return false;
    }
    for (const std::string_view mark : {"~", "〜", "-"}) {
        const auto at = plain.find(mark);
        if (at != std::string::npos) plain.replace(at, mark.size(), "/");
    }
    const auto slash = plain.find('/');
    if (slash == std::string::npos) return false;
    const auto clock = [](const std::string& text) {
        return calendar::mend_moment(text).value_or(text);
    };
    const std::string mended = clock(plain.substr(0, slash)) + "/" + clock(plain.substr(slash + 1));
    if (mended == node.text) return false;
    node.text = mended;
    return true;
}

// "７" → 7
bool mend_number(JsonNode& node) {
    const std::string plain = calendar::half_width(node.text);
    const bool digits =
        !plain.empty() && plain.size() < 7 &&
        std::all_of(plain.begin(), plain.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return false;
    node.kind = Kind::integer;
    node.integer = std::stoll(plain);
    node.number = static_cast<double>(node.integer);
    node.text.clear();
    return true;
}

std::size_t mend_member(JsonMember& member) {
    JsonNode& value = member.value;
    const auto is_one_of = [&](const auto& keys) {
        return std::find(keys.begin(), keys.end(), member.key) != keys.end();
    };
    if (value.kind == Kind::string) {
        if (member.key == "hours" && mend_hours(value)) return 1;
        if (is_one_of(kUnits) && mend_number(value)) return 1;
        if (is_one_of(kMoments) && mend_moment_node(value)) return 1;
        if (member.key == "fiscal_year") {
            const std::string plain = calendar::half_width(value.text);
            const bool changed = plain != value.text;
            value.text = plain;
            return changed ? 1 : 0;
        }
        return 0;
    }
    std::size_t count = 0;
    for (JsonNode& item : value.items) {
        if (is_one_of(kMoments) && mend_moment_node(item)) ++count;
        if (member.key == "hours" && item.kind == Kind::string && mend_hours(item)) ++count;
    }
    return count;
}

}  // namespace

Mended mend_text(std::string_view bytes) {
    std::string text(bytes);
    std::vector<std::string> notes;
    if (auto converted = from_utf16(bytes)) {
        text = std::move(*converted);
        notes.emplace_back(tr("UTF-16 became UTF-8"));
    } else if (bytes.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
        notes.emplace_back(tr("the byte order mark was removed"));
    }
    if (first_bad_utf8(text) != std::string_view::npos) {
        if (auto converted = from_cp932(text)) {
            text = std::move(*converted);
            notes.emplace_back(tr("Shift_JIS (CP932) became UTF-8"));
        }
    }
    Mended mended = TextMender(text).run();
    mended.notes.insert(mended.notes.begin(), notes.begin(), notes.end());
    return mended;
}

std::size_t mend_values(JsonNode& node) {
    std::size_t count = 0;
    for (JsonNode& item : node.items) count += mend_values(item);
    for (JsonMember& member : node.members) {
        count += mend_member(member);
        count += mend_values(member.value);
    }
    return count;
}

}  // namespace outreach::reading
