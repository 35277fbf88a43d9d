// Reads one JSON object strictly: each key is asked for by name and type, and what nobody asked
// for is reported as unknown, with the nearest known key.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/words.hpp"
#include "campaigns/reading/json_tree.hpp"
#include "config/base/i18n.hpp"

namespace outreach::reading {

// "text", "number", "list", … in the language of messages.
[[nodiscard]] const char* kind_name(JsonNode::Kind kind);

class ObjectReader {
public:
    // `what` names the object in messages ("campaign", "venue"). A node that is no object is
    // reported here and reads as empty.
    ObjectReader(const JsonNode& node, const char* what, Diagnostics& diagnostics);
    ~ObjectReader() = default;
    ObjectReader(const ObjectReader&) = delete;
    ObjectReader& operator=(const ObjectReader&) = delete;

    // The value of an optional key, whatever its type.
    const JsonNode* find(const char* key);
    // The same; absence is reported.
    const JsonNode* need(const char* key);
    const JsonNode* find(const char* key, JsonNode::Kind kind);
    const JsonNode* need(const char* key, JsonNode::Kind kind);

    // Optional text of 1 to `most` bytes; empty if absent.
    std::string text(const char* key, std::size_t most = 4000);
    std::string need_text(const char* key, std::size_t most = 4000);
    std::optional<double> number(const char* key, double low, double high);
    std::optional<std::int64_t> integer(const char* key, std::int64_t low, std::int64_t high);
    std::vector<std::string> texts(const char* key, std::size_t most = 200);
    // An id that is_valid_id accepts; "" after a report.
    std::string need_id(const char* key);
    // Fails with the list of choices.
    template <class E>
    std::optional<E> choice(const char* key);
    // Calls `read` for each item of an optional list of at most `most` items.
    void each(const char* key,
              std::size_t most,
              const std::function<void(const JsonNode& item)>& read);

    // The same; an empty list is reported.
    void some(const char* key,
              std::size_t most,
              const std::function<void(const JsonNode& item)>& read);

    // Reports a key that is there but does not go with what else is said (C0164).
    void refuse(const char* key, std::string message, std::string help);
    // Reports every key that nobody asked for. Call when all keys have been asked for.
    void finish();

    [[nodiscard]] Span span() const noexcept { return node_.span; }
    [[nodiscard]] Diagnostics& diagnostics() noexcept { return diagnostics_; }
    [[nodiscard]] bool has(const char* key) const;

private:
    const JsonNode& node_;
    const char* what_;
    Diagnostics& diagnostics_;
    std::vector<std::string> asked_;
};

void report_type(Diagnostics& diagnostics,
                 const JsonNode& node,
                 const char* what,
                 JsonNode::Kind want);
void report_choice(Diagnostics& diagnostics,
                   const JsonNode& node,
                   const std::vector<std::string>& choices);

template <class E>
std::optional<E> read_choice(const JsonNode& node, const char* what, Diagnostics& diagnostics) {
    if (node.kind != JsonNode::Kind::string) {
        report_type(diagnostics, node, what, JsonNode::Kind::string);
        return {};
    }
    const auto value = campaigns::from_word<E>(node.text);
    if (!value) {
        std::vector<std::string> choices;
        for (const auto& [name, unused] : campaigns::WordTable<E>::words)
            choices.emplace_back(name);
        report_choice(diagnostics, node, choices);
    }
    return value;
}

template <class E>
std::optional<E> ObjectReader::choice(const char* key) {
    const JsonNode* node = find(key);
    if (node == nullptr) return {};
    return read_choice<E>(*node, key, diagnostics_);
}

}  // namespace outreach::reading
