// JSON text as a tree in which every key and value knows its place in the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/reading/diagnostics.hpp"

namespace outreach::reading {

struct JsonMember;

struct JsonNode {
    enum class Kind { null, boolean, integer, number, string, array, object };
    Kind kind = Kind::null;
    Span span;
    bool boolean = false;
    std::int64_t integer = 0;
    double number = 0;  // also set for integers
    std::string text;
    std::vector<JsonNode> items;
    std::vector<JsonMember> members;
};

struct JsonMember {
    std::string key;
    Span key_span;
    JsonNode value;
};

// Strict JSON (RFC 8259). Reports broken syntax, bad encoding, duplicate keys and nesting deeper
// than 32; nothing is returned unless the syntax is whole. nlohmann/json reads the grammar.
[[nodiscard]] std::optional<JsonNode> parse_json(const SourceText& source,
                                                 Diagnostics& diagnostics);

}  // namespace outreach::reading
