#include "connectors/slack_text.hpp"

#include <algorithm>

#include "connectors/text_escape.hpp"
#include "connectors/text_fit.hpp"

namespace outreach::connectors {
namespace {

using Sections = std::vector<std::string>;

// The most units that one unit of text can become: "&" as "&amp;".
constexpr std::size_t kGrowth = 5;

std::size_t units(std::string_view text) {
    return measure(text, Unit::utf16_units);
}

void escape_controls(std::string& out, std::string_view text, std::size_t at) {
    switch (text[at]) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        default:
            out += text[at];
    }
}

// Slack has no escape for its formatting: what follows a sign must not be a letter then. Escaped,
// ">" still begins a quotation.
void escape_formatting(std::string& out, std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '>' && at_line_start(text, at)) out += kZeroWidthSpace;
    escape_controls(out, text, at);
    if (c == '*' || c == '_' || c == '~' || c == '`') out += kZeroWidthSpace;
}

// The longest beginning of a line that makes a section.
std::string piece_of(std::string_view line) {
    const std::string head = fit(line, 2 * kSlackSection, Unit::utf16_units, "");
    std::string piece = fit_while(head, "", [](const std::string& text) {
        return units(slack_mrkdwn(text)) <= kSlackSection;
    });
    // A link longer than a section.
    if (piece.empty()) piece = fit(line, kSlackSection / kGrowth - 1, Unit::utf16_units, "");
    return piece;
}

class Splitter {
public:
    explicit Splitter(std::size_t most) : most_(most) {}
    void add(std::string_view line) {
        if (full()) return;
        std::string escaped = slack_mrkdwn(line);
        if (open_.empty() && escaped.find_first_not_of(" \t\r") == escaped.npos) return;
        const std::size_t more = 1 + units(escaped);
        if (!open_.empty() && open_units_ + more <= kSlackSection) {
            open_ += "\n" + escaped;
            open_units_ += more;
            return;
        }
        close();
        while (!full() && units(escaped) > kSlackSection) {
            const std::string piece = piece_of(line);
            sections_.push_back(slack_mrkdwn(piece));
            line.remove_prefix(piece.size());
            escaped = slack_mrkdwn(line);
        }
        open_ = std::move(escaped);
        open_units_ = units(open_);
    }
    Sections take() {
        close();
        return std::move(sections_);
    }

private:
    [[nodiscard]] bool full() const { return sections_.size() >= most_; }
    void close() {
        open_.resize(open_.find_last_not_of(" \t\r\n") + 1);
        if (!open_.empty() && !full()) sections_.push_back(std::move(open_));
        open_.clear();
    }
    std::size_t most_;
    Sections sections_;
    std::string open_;
    std::size_t open_units_ = 0;
};

}  // namespace

std::string slack_plain_text(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) escape_controls(out, text, at);
    return out;
}

std::string slack_mrkdwn(std::string_view text) {
    return escape_and_frame_links(text, escape_formatting, escape_controls);
}

Sections slack_sections(std::string_view text, std::size_t most) {
    Splitter splitter(most);
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        splitter.add(text.substr(from, end - from));
        from = end + 1;
    }
    return splitter.take();
}

}  // namespace outreach::connectors
