// Problems found while reading: each with a code, a place, a sentence and the fix.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "campaigns/reading/source_text.hpp"

namespace outreach::reading {

// Stable numbers: programs and people refer to them. Never reuse one.
enum class Code {
    bad_syntax = 1,
    bad_encoding = 2,
    too_large = 3,
    byte_order_mark = 4,
    too_deep = 5,
    cannot_read = 6,
    comment = 7,
    trailing_comma = 8,
    full_width = 9,
    ends_too_early = 10,
    cp932 = 12,
    unknown_key = 101,
    duplicate_key = 102,
    wrong_type = 103,
    missing_key = 104,
    bad_choice = 105,
    out_of_range = 106,
    bad_id = 107,
    duplicate_id = 108,
    bad_format_version = 110,
    bad_date = 120,
    bad_time = 121,
    bad_window = 122,
    bad_duration = 123,
    ends_before_start = 124,
    bad_fiscal_year = 125,
    bad_timezone = 126,
    no_such_day = 127,
    outside_fiscal_year = 128,
    not_gazetted = 129,
    unknown_partner = 130,
    unknown_group = 131,
    unknown_kind = 132,
    unknown_reference = 133,
    beyond_audience = 134,
    bad_schedule = 140,
    bad_when = 141,
    bad_repeat = 142,
    sun_without_place = 143,
    no_sun_event = 144,
    too_many_repeats = 145,
    bad_sending = 146,
    bad_decision = 147,
    confirmed_window = 150,
    missing_detail = 151,
    nobody_to_tell = 152,
    bad_url = 160,
    insecure_url = 161,
    inline_secret = 162,
    unknown_endpoint_kind = 163,
    misplaced_key = 164,
    inner_address = 165,
    bad_receiver = 166,
    bad_key = 167,
    bad_template_file = 168,
    wide_network = 169,
    placeholder = 170,
    wrong_weekday = 171,
    personal_data = 172,
    too_long = 173,
    missing_words = 174,
    hard_words = 175,
    // 190 was what early versions did not serve yet.
};
[[nodiscard]] std::string code_name(Code code);  // "C0101"

enum class Severity { error, warning };

struct Diagnostic {
    Code code = Code::bad_syntax;
    Severity severity = Severity::error;
    std::string file;
    Position position;
    std::string message;
    std::string help;         // may be empty
    std::string quoted_line;  // may be empty; always is where it would show a secret
    std::size_t caret = 0;    // display cells before the caret
    std::size_t width = 1;    // display cells under which carets stand
};

// Collects the problems of one source text.
class Diagnostics {
public:
    explicit Diagnostics(const SourceText& source) : source_(source) {}
    void error(Code code, Span where, std::string message, std::string help = {});
    void warn(Code code, Span where, std::string message, std::string help = {});
    // A secret stands there: no problem, whatever it is, quotes these lines.
    void hide(Span where);
    [[nodiscard]] bool has_errors() const noexcept { return errors_ > 0; }
    // In order of their place in the text.
    [[nodiscard]] std::vector<Diagnostic> take();

private:
    void add(Severity severity, Code code, Span where, std::string message, std::string help);

    const SourceText& source_;
    std::vector<Diagnostic> all_;
    std::set<std::size_t> hidden_lines_;
    std::size_t errors_ = 0;
};

// The closest of `candidates` to `word`, or nothing if none is close (edit distance).
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& candidates);

// For people: `file:line:column: error[C0101]: message`, the line, carets, the help.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);
// One GitHub workflow command.
[[nodiscard]] std::string to_github(const Diagnostic& diagnostic);
// A JSON array of objects {file, line, column, severity, code, message, help}.
[[nodiscard]] std::string to_json(const std::vector<Diagnostic>& diagnostics);

}  // namespace outreach::reading
