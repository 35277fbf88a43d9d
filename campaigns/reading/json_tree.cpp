#include "campaigns/reading/json_tree.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"

namespace outreach::reading {
namespace {

constexpr std::size_t kDeepest = 32;

// Follows the tokens that the parser reports through the text, to learn where each one stands.
class TokenCursor {
public:
    explicit TokenCursor(std::string_view text) : text_(text) {}
    Span next() {
        skip_separators();
        const std::size_t begin = at_;
        if (at_ >= text_.size()) return {begin, begin};
        const char c = text_[at_];
        if (c == '"') {
            skip_string();
        } else if (c == '{' || c == '}' || c == '[' || c == ']') {
            ++at_;
        } else {
            while (at_ < text_.size() && is_scalar(text_[at_])) ++at_;
        }
        return {begin, at_};
    }

private:
    static bool is_scalar(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+' || c == '.';
    }
    void skip_separators() {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }
    void skip_string() {
        ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, text_.size());
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
public:
    TreeBuilder(std::string_view text, Diagnostics& diagnostics)
        : text_(text), cursor_(text), diagnostics_(diagnostics) {}

    std::optional<JsonNode> result() {
        if (!whole_) return {};
        return std::move(root_);
    }

    bool null() override { return scalar(JsonNode::Kind::null, {}); }
    bool boolean(bool value) override {
        return scalar(JsonNode::Kind::boolean, [&](JsonNode& node) { node.boolean = value; });
    }
    bool number_integer(std::int64_t value) override {
        return scalar(JsonNode::Kind::integer, [&](JsonNode& node) {
            node.integer = value;
            node.number = static_cast<double>(value);
        });
    }
    bool number_unsigned(std::uint64_t value) override {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return number_float(static_cast<double>(value), {});
        }
        return number_integer(static_cast<std::int64_t>(value));
    }
    bool number_float(double value, const std::string&) override {
        return scalar(JsonNode::Kind::number, [&](JsonNode& node) { node.number = value; });
    }
    bool string(std::string& value) override {
        return scalar(JsonNode::Kind::string,
                      [&](JsonNode& node) { node.text = std::move(value); });
    }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(JsonNode::Kind::object); }
    bool start_array(std::size_t) override { return open(JsonNode::Kind::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override {
        const Span where = cursor_.next();
        JsonNode& object = *open_.back();
        const bool twice = std::any_of(object.members.begin(),
                                       object.members.end(),
                                       [&](const JsonMember& each) { return each.key == name; });
        if (twice) {
            diagnostics_.error(Code::duplicate_key,
                               where,
                               trf("the key \"{}\" stands here a second time", name),
                               tr("keep one of the two; only one of them could count"));
        }
        object.members.push_back({std::move(name), where, {}});
        return true;
    }
    bool parse_error(std::size_t byte,
                     const std::string&,
                     const nlohmann::detail::exception&) override {
        report_syntax(byte == 0 ? 0 : byte - 1);
        return false;
    }

private:
    template <class Fill>
    bool scalar(JsonNode::Kind kind, Fill fill) {
        JsonNode& node = place();
        node.kind = kind;
        node.span = cursor_.next();
        if constexpr (std::is_invocable_v<Fill, JsonNode&>) fill(node);
        if (open_.empty()) whole_ = true;
        return true;
    }
    bool scalar(JsonNode::Kind kind, std::nullptr_t) {
        return scalar(kind, [](JsonNode&) {});
    }

    JsonNode& place() {
        if (open_.empty()) return root_;
        JsonNode& parent = *open_.back();
        if (parent.kind == JsonNode::Kind::object) return parent.members.back().value;
        return parent.items.emplace_back();
    }
    bool open(JsonNode::Kind kind) {
        JsonNode& node = place();
        node.kind = kind;
        node.span = cursor_.next();
        if (open_.size() >= kDeepest) {
            diagnostics_.error(
                Code::too_deep, node.span, trf("nesting deeper than {} levels", kDeepest));
            return false;
        }
        open_.push_back(&node);
        return true;
    }
    bool close() {
        open_.back()->span.end = cursor_.next().end;
        open_.pop_back();
        if (open_.empty()) whole_ = true;
        return true;
    }
    void report_syntax(std::size_t at);

    std::string_view text_;
    TokenCursor cursor_;
    Diagnostics& diagnostics_;
    JsonNode root_;
    std::vector<JsonNode*> open_;
    bool whole_ = false;
};

// Where the mistake lies is often before the byte at which the parser gave up.
void TreeBuilder::report_syntax(std::size_t at) {
    whole_ = false;
    at = std::min(at, text_.empty() ? 0 : text_.size());
    // A text that stands where none may is reported at its end.
    const Span unexpected = cursor_.next();
    if (unexpected.end == at + 1 && unexpected.begin < at) at = unexpected.begin;
    std::size_t before = at;
    while (before > 0 && std::isspace(static_cast<unsigned char>(text_[before - 1])) != 0) --before;
    const std::string_view rest = text_.substr(at);
    const char previous = before > 0 ? text_[before - 1] : '\0';
    const auto is_next = [&](std::string_view mark) { return rest.starts_with(mark); };
    std::string message = tr("this is not JSON");
    std::string help = tr("compare the line with the example in the README");
    Code code = Code::bad_syntax;
    Span where{at, at + 1};
    if (rest.empty()) {
        message = tr("the file ends too early");
        help = tr("a } or ] or a closing quotation mark is missing");
        code = Code::ends_too_early;
        where = {before > 0 ? before - 1 : 0, before};
    } else if (previous == ',' && (is_next("}") || is_next("]"))) {
        message = tr("a comma stands before the closing bracket");
        help = tr("remove this comma; \"outreach fmt --fix\" does it for you");
        code = Code::trailing_comma;
        where = {before - 1, before};
    } else if (is_next("//") || is_next("/*") || is_next("#")) {
        message = tr("JSON has no comments");
        help =
            tr("put the remark into a \"note\" key, which is never sent, or remove it; \"outreach "
               "fmt --fix\" removes comments");
        code = Code::comment;
    } else if (is_next("\"") || is_next("{") || is_next("[")) {
        message = tr("a comma or colon is missing before this");
        help = tr("put a comma between two entries, a colon between a key and its value");
    } else if (is_next("'")) {
        message = tr("single quotation marks");
        help = tr("JSON uses the double quotation mark \"");
    } else if (is_next("\n") || is_next("\r")) {
        message = tr("the text runs past the end of the line");
        help = tr("close the quotation mark on this line; write a line break as \\n");
    } else {
        // The parser may have read into the character.
        std::size_t start = at;
        while (start > 0 && (static_cast<unsigned char>(text_[start]) & 0xC0U) == 0x80U) --start;
        const auto [wide, plain] = half_width_of(text_.substr(start));
        if (!wide.empty()) {
            message = trf("a full-width {} stands here", wide);
            help = trf("type the half-width {}; \"outreach fmt --fix\" does it for you", plain);
            where = {start, start + wide.size()};
            code = Code::full_width;
        }
    }
    diagnostics_.error(code, where, std::move(message), std::move(help));
}

}  // namespace

std::optional<JsonNode> parse_json(const SourceText& source, Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    if (text.starts_with("\xEF\xBB\xBF")) {
        diagnostics.error(Code::byte_order_mark,
                          {0, 3},
                          tr("the file begins with a byte order mark"),
                          tr("save it as UTF-8 without BOM (Notepad: Save as, Encoding: UTF-8), or "
                             "let \"outreach fmt --fix\" remove it"));
        return {};
    }
    if (const std::size_t bad = first_bad_utf8(text); bad != std::string_view::npos) {
        if (from_cp932(text)) {
            diagnostics.error(
                Code::cp932,
                {bad, bad + 1},
                tr("this file is in Shift_JIS (CP932), as Excel and old Notepad save"),
                tr("save it as UTF-8 (Notepad: Save as, Encoding: UTF-8), or let "
                   "\"outreach fmt --fix\" convert it"));
            return {};
        }
        diagnostics.error(Code::bad_encoding,
                          {bad, bad + 1},
                          tr("this is not UTF-8"),
                          tr("save the file as UTF-8 (Notepad: Save as, Encoding: UTF-8)"));
        return {};
    }
    TreeBuilder builder(text, diagnostics);
    nlohmann::json::sax_parse(text, &builder);
    return builder.result();
}

}  // namespace outreach::reading
