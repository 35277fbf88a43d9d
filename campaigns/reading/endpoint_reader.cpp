#include "campaigns/reading/endpoint_reader.hpp"

#include <algorithm>
#include <cctype>

#include "campaigns/reading/connector_keys.hpp"
#include "campaigns/reading/endpoint_address_reader.hpp"
#include "campaigns/reading/endpoint_limits_reader.hpp"
#include "campaigns/reading/receiver_reader.hpp"
#include "campaigns/reading/secret_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::Endpoint;
using Kind = JsonNode::Kind;

// Names that the daemon sets itself, in lower case.
bool is_ours(std::string_view name, std::string_view connector) {
    if (name.starts_with("webhook-")) return true;
    if (connector == "line" && (name == "authorization" || name == "x-line-retry-key")) return true;
    return name == "content-type" || name == "content-length" || name == "host" ||
           name == "connection" || name == "transfer-encoding" || name == "te" ||
           name == "trailer" || name == "upgrade" || name == "expect" ||
           name == "accept-encoding" || name == "proxy-authorization";
}

std::map<std::string, std::string> read_headers(ObjectReader& object, std::string_view connector) {
    std::map<std::string, std::string> headers;
    const JsonNode* node = object.find("headers", Kind::object);
    if (node == nullptr) return headers;
    for (const JsonMember& member : node->members) {
        const auto token = [](char c) {
            return (std::isalnum(static_cast<unsigned char>(c)) != 0) || c == '-' || c == '_';
        };
        std::string lower;
        for (const char c : member.key) lower += static_cast<char>(std::tolower(c));
        object.diagnostics().hide(member.value.span);  // it may be a key
        const bool text = member.value.kind == Kind::string &&
                          std::none_of(member.value.text.begin(),
                                       member.value.text.end(),
                                       [](unsigned char c) { return c < 0x20 || c == 0x7f; });
        if (!text || is_ours(lower, connector) || member.key.empty() ||
            !std::all_of(member.key.begin(), member.key.end(), token)) {
            object.diagnostics().error(Code::bad_choice,
                                       member.key_span,
                                       trf("the header \"{}\" cannot be set here", member.key),
                                       tr("use a name of letters, digits and -, that the daemon "
                                          "does not set itself, with a text of one line"));
            continue;
        }
        headers[member.key] = member.value.text;
    }
    return headers;
}

std::vector<std::string> read_kinds(ObjectReader& object, const KindBook* kinds) {
    std::vector<std::string> known;
    if (kinds != nullptr) {
        for (const auto& [name, kind] : *kinds) known.push_back(name);
    }
    std::vector<std::string> all;
    object.each("kinds", 50, [&](const JsonNode& item) {
        if (item.kind != Kind::string) {
            report_type(object.diagnostics(), item, "kinds", Kind::string);
            return;
        }
        all.push_back(item.text);
        if (known.empty() || kinds->contains(item.text)) return;
        const std::string near = did_you_mean(item.text, known);
        object.diagnostics().error(Code::unknown_endpoint_kind,
                                   item.span,
                                   trf("there is no kind \"{}\"", item.text),
                                   near.empty() ? trf("kinds: {}", fmt::join(known, ", "))
                                                : trf("did you mean \"{}\"?", near));
    });
    return all;
}

// LINE takes one access token, a template one "{{secret}}", a webhook several keys side by side.
std::size_t most_secrets(std::string_view connector) {
    return connector == "line" || connector == "template" ? 1 : 10;
}

// What line and template take is a token, of which nothing is known.
InlineSecret inline_secret_of(std::string_view connector) {
    const bool signs = connector == "webhook" || connector == "file";
    return signs ? InlineSecret::signing_key : InlineSecret::warned_of;
}

}  // namespace

std::optional<Endpoint> read_endpoint(const JsonNode& node,
                                      const KindBook* kinds,
                                      Diagnostics& diagnostics) {
    ObjectReader object(node, "endpoint", diagnostics);
    if (node.kind != Kind::object) return {};
    Endpoint endpoint;
    endpoint.id = EndpointId(object.need_id("id"));
    endpoint.connector = read_connector(object);
    if (!endpoint.connector.empty()) check_keys(object, endpoint.connector);
    read_address(object, endpoint);
    endpoint.secrets = read_secrets(
        object, most_secrets(endpoint.connector), inline_secret_of(endpoint.connector));
    read_receivers(object, endpoint);
    endpoint.kinds = read_kinds(object, kinds);
    read_limits(object, endpoint);
    endpoint.headers = read_headers(object, endpoint.connector);
    const JsonNode* handshake = object.find("handshake", Kind::boolean);
    endpoint.handshake = handshake != nullptr && handshake->boolean;
    object.finish();
    return endpoint;
}

}  // namespace outreach::reading
