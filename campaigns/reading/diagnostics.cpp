#include "campaigns/reading/diagnostics.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "config/base/i18n.hpp"

namespace outreach::reading {
namespace {

// A line longer than this is cut around the caret, so that a minified file stays readable.
constexpr std::size_t kMostQuotedBytes = 160;

// Levenshtein distance over bytes; the words compared are ids and keys, which are ASCII.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
            diagonal = above;
        }
    }
    return row[b.size()];
}

const char* severity_word(Severity severity) {
    return severity == Severity::error ? "error" : "warning";
}

// Workflow commands end at a line end and at "::".
std::string github_escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '%') {
            out += "%25";
        } else if (c == '\n') {
            out += "%0A";
        } else if (c == '\r') {
            out += "%0D";
        } else {
            out += c;
        }
    }
    return out;
}

std::string printable(std::string_view line) {
    std::string out;
    for (const char c : line) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return out;
}

}  // namespace

std::string code_name(Code code) {
    return fmt::format("C{:04}", static_cast<int>(code));
}

void Diagnostics::error(Code code, Span where, std::string message, std::string help) {
    ++errors_;
    add(Severity::error, code, where, std::move(message), std::move(help));
}

void Diagnostics::warn(Code code, Span where, std::string message, std::string help) {
    add(Severity::warning, code, where, std::move(message), std::move(help));
}

void Diagnostics::add(
    Severity severity, Code code, Span where, std::string message, std::string help) {
    Diagnostic d;
    d.code = code;
    d.severity = severity;
    d.file = source_.name();
    d.position = source_.position(where.begin);
    d.message = std::move(message);
    d.help = std::move(help);
    const std::string_view line = source_.line(d.position.line);
    if (line.size() <= kMostQuotedBytes) {
        d.quoted_line = printable(line);
        d.caret = d.position.column - 1;
        const std::size_t last =
            std::min(std::max(where.end, where.begin + 1), source_.text().size());
        const Position end = source_.position(last);
        const std::size_t end_column =
            end.line == d.position.line ? end.column : display_width(line) + 1;
        d.width = end_column > d.position.column ? end_column - d.position.column : 1;
    }
    all_.push_back(std::move(d));
}

void Diagnostics::hide(Span where) {
    const std::size_t last = source_.position(where.end).line;
    for (std::size_t line = source_.position(where.begin).line; line <= last; ++line) {
        hidden_lines_.insert(line);
    }
}

std::vector<Diagnostic> Diagnostics::take() {
    for (Diagnostic& d : all_) {
        if (hidden_lines_.contains(d.position.line)) d.quoted_line.clear();
    }
    std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.position.line, a.position.column) <
               std::pair(b.position.line, b.position.column);
    });
    return std::move(all_);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t least = std::max<std::size_t>(1, (word.size() + 1) / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::string to_text(const Diagnostic& d) {
    std::string out = fmt::format("{}:{}:{}: {}[{}]: {}\n",
                                  d.file,
                                  d.position.line,
                                  d.position.column,
                                  severity_word(d.severity),
                                  code_name(d.code),
                                  d.message);
    if (!d.quoted_line.empty()) {
        out += fmt::format("{:5} | {}\n", d.position.line, d.quoted_line);
        out += fmt::format("      | {}{}\n", std::string(d.caret, ' '), std::string(d.width, '^'));
    }
    if (!d.help.empty()) out += fmt::format("      help: {}\n", d.help);
    return out;
}

std::string to_github(const Diagnostic& d) {
    const std::string help = d.help.empty() ? std::string() : " (" + d.help + ")";
    return fmt::format("::{} file={},line={},col={},title={}::{}",
                       severity_word(d.severity),
                       d.file,
                       d.position.line,
                       d.position.column,
                       code_name(d.code),
                       github_escape(d.message + help));
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Diagnostic& d : diagnostics) {
        nlohmann::ordered_json one;
        one["file"] = d.file;
        one["line"] = d.position.line;
        one["column"] = d.position.column;
        one["severity"] = severity_word(d.severity);
        one["code"] = code_name(d.code);
        one["message"] = d.message;
        one["help"] = d.help;
        all.push_back(std::move(one));
    }
    return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace outreach::reading
