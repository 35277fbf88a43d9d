#include "campaigns/reading/layout.hpp"

#include <nlohmann/json.hpp>

namespace outreach::reading {
namespace {

using Kind = JsonNode::Kind;
constexpr std::size_t kWidest = 100;  // display columns

class Printer {
public:
    explicit Printer(const SourceText& source) : source_(source) {}

    [[nodiscard]] std::string print(const JsonNode& node, std::size_t indent, bool top) const {
        const bool nested = !node.items.empty() || !node.members.empty();
        if (!nested) return flat(node);
        if (!top) {
            std::string line = flat(node);
            if (indent + display_width(line) + 1 <= kWidest) return line;
        }
        const std::string inner(indent + 2, ' ');
        const bool object = node.kind == Kind::object;
        std::string out = object ? "{\n" : "[\n";
        bool first = true;
        for (const JsonMember& member : node.members) {
            const std::string head = quoted(member.key) + ": ";
            out += (first ? "" : ",\n") + inner + head +
                   print_value(member.value, indent + 2, display_width(head));
            first = false;
        }
        for (const JsonNode& item : node.items) {
            out += (first ? "" : ",\n") + inner + print(item, indent + 2, false);
            first = false;
        }
        return out + "\n" + std::string(indent, ' ') + (object ? "}" : "]");
    }

private:
    // A member's value begins behind its key, but what it breaks into begins under the key.
    [[nodiscard]] std::string print_value(const JsonNode& node,
                                          std::size_t indent,
                                          std::size_t head) const {
        std::string line = flat(node);
        if (indent + head + display_width(line) + 1 <= kWidest) return line;
        return print(node, indent, true);
    }

    [[nodiscard]] std::string flat(const JsonNode& node) const {
        switch (node.kind) {
            case Kind::null:
                return "null";
            case Kind::boolean:
                return node.boolean ? "true" : "false";
            case Kind::integer:
                return std::to_string(node.integer);
            case Kind::number:
                return source_.text().substr(node.span.begin, node.span.end - node.span.begin);
            case Kind::string:
                return quoted(node.text);
            case Kind::array:
            case Kind::object:
                break;
        }
        const bool object = node.kind == Kind::object;
        std::string out;
        for (const JsonMember& member : node.members) {
            out += (out.empty() ? "" : ", ") + quoted(member.key) + ": " + flat(member.value);
        }
        for (const JsonNode& item : node.items) out += (out.empty() ? "" : ", ") + flat(item);
        if (out.empty()) return object ? "{}" : "[]";
        return object ? "{ " + out + " }" : "[" + out + "]";
    }

    static std::string quoted(const std::string& text) {
        return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    const SourceText& source_;
};

}  // namespace

std::string lay_out(const JsonNode& tree, const SourceText& source) {
    return Printer(source).print(tree, 0, true) + "\n";
}

}  // namespace outreach::reading
