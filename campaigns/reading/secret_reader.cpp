#include "campaigns/reading/secret_reader.hpp"

#include <string_view>

#include "config/base/hash.hpp"

namespace outreach::reading {
namespace {

using campaigns::SecretSource;

constexpr std::string_view kPublic = "whpk_";
constexpr std::string_view kPair = "whsk_";
constexpr std::string_view kShared = "whsec_";
constexpr std::size_t kPairBytes = 64;  // seed and public key

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// As connectors/webhook_signature reads a key that signs: base64, with what kind it is in front.
bool can_sign(std::string_view key) {
    const bool pair = key.starts_with(kPair);
    if (pair || key.starts_with(kShared)) key.remove_prefix(pair ? kPair.size() : kShared.size());
    const auto bytes = from_base64(key);
    return bytes && (pair ? bytes->size() == kPairBytes : !bytes->empty());
}

// As connectors/secrets reads them: a key on each line, perhaps with its end; # is a comment.
bool check_signing_keys(std::string_view text, Span where, Diagnostics& diagnostics) {
    bool any = false;
    bool good = true;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.front() == '#') continue;
        any = true;
        const std::string_view key = trimmed(line.substr(0, line.find(" until=")));
        if (key.starts_with(kPublic)) {
            diagnostics.error(Code::bad_key,
                              where,
                              tr("a whpk_ key is public and can only verify, not sign"),
                              tr("write the whsk_ key that it belongs to; if there is none, make "
                                 "one with \"outreach secret new --ed25519\""));
            return false;
        }
        good = good && can_sign(key);
    }
    if (any && good) return true;
    diagnostics.error(Code::bad_key,
                      where,
                      tr("this is no whsec_ or whsk_ key, so nothing could be signed with it"),
                      tr("make one with \"outreach secret new\""));
    return false;
}

}  // namespace

std::optional<SecretSource> read_secret(const JsonNode& node,
                                        InlineSecret inline_secret,
                                        Diagnostics& diagnostics) {
    ObjectReader object(node, "secret", diagnostics);
    if (node.kind != JsonNode::Kind::object) return {};
    if (object.has("value")) diagnostics.hide(node.span);
    SecretSource source;
    int given = 0;
    for (const auto& [key, kind] : {std::pair("file", SecretSource::Kind::file),
                                    std::pair("env", SecretSource::Kind::environment),
                                    std::pair("credential", SecretSource::Kind::credential),
                                    std::pair("value", SecretSource::Kind::value)}) {
        if (kind == SecretSource::Kind::value && inline_secret == InlineSecret::refused) continue;
        const std::string where = object.text(key, 1000);
        if (where.empty()) continue;
        ++given;
        source.kind = kind;
        source.where = where;
    }
    object.finish();
    if (given != 1) {
        diagnostics.error(Code::missing_key,
                          node.span,
                          tr("this names no secret, or several"),
                          tr("write one of {\"file\": …}, {\"env\": …}, {\"credential\": …}"));
        return {};
    }
    if (source.kind == SecretSource::Kind::value) {
        const bool signs = inline_secret == InlineSecret::signing_key;
        if (signs && !check_signing_keys(source.where, node.span, diagnostics)) return {};
        diagnostics.warn(Code::inline_secret,
                         node.span,
                         tr("the secret itself stands in this file, where others can read it"),
                         tr("move it to a file of its own and write {\"file\": \"…\"}"));
    }
    return source;
}

std::vector<SecretSource> read_secrets(ObjectReader& object,
                                       std::size_t most,
                                       InlineSecret inline_secret) {
    std::vector<SecretSource> secrets;
    object.some("secrets", most, [&](const JsonNode& item) {
        const auto secret = read_secret(item, inline_secret, object.diagnostics());
        if (secret) secrets.push_back(*secret);
    });
    return secrets;
}

}  // namespace outreach::reading
