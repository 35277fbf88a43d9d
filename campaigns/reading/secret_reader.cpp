#include "campaigns/reading/secret_reader.hpp"

namespace outreach::reading {

using campaigns::SecretSource;

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
        diagnostics.warn(Code::inline_secret,
                         node.span,
                         tr("the secret itself stands in this file, where others can read it"),
                         tr("move it to a file of its own and write {\"file\": \"…\"}"));
    }
    return source;
}

std::vector<SecretSource> read_secrets(ObjectReader& object, std::size_t most) {
    std::vector<SecretSource> secrets;
    object.some("secrets", most, [&](const JsonNode& item) {
        const auto secret = read_secret(item, InlineSecret::warned_of, object.diagnostics());
        if (secret) secrets.push_back(*secret);
    });
    return secrets;
}

}  // namespace outreach::reading
