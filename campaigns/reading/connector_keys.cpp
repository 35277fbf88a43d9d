#include "campaigns/reading/connector_keys.hpp"

#include <algorithm>

namespace outreach::reading {
namespace {

using Names = std::vector<std::string>;

const Names kConnectors{"webhook",
                        "slack",
                        "mattermost",
                        "teams",
                        "discord",
                        "google_chat",
                        "line",
                        "template",
                        "file"};
const Names kOverTheNetwork(kConnectors.begin(), kConnectors.end() - 1);
const Names kChats{"slack", "mattermost", "teams", "discord", "google_chat"};

struct KeyRule {
    const char* key;
    Names takers;
    Names needers;
};

// Keys that are not here go with every connector.
const std::vector<KeyRule>& key_rules() {
    static const std::vector<KeyRule> rules{
        {"url",
         kOverTheNetwork,
         {"webhook", "slack", "mattermost", "teams", "discord", "google_chat", "template"}},
        {"secrets", {"webhook", "line", "template", "file"}, {"webhook", "line"}},
        {"path", {"template", "file"}, {"template", "file"}},
        {"to", {"line"}, {"line"}},
        {"monthly_quota", {"line"}, {}},
        {"handshake", {"webhook"}, {}},
        {"headers", kOverTheNetwork, {}},
        {"allow_http", kOverTheNetwork, {}},
        {"allow_networks", kOverTheNetwork, {}},
        {"proxy", kOverTheNetwork, {}},
        {"tls", kOverTheNetwork, {}},
    };
    return rules;
}

bool has_name(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool address_is_secret(std::string_view connector) {
    return has_name(kChats, connector);
}

std::string read_connector(ObjectReader& object) {
    const JsonNode* node = object.need("connector", JsonNode::Kind::string);
    if (node == nullptr) return {};
    if (has_name(kConnectors, node->text)) return node->text;
    report_choice(object.diagnostics(), *node, kConnectors);
    return {};
}

void check_keys(ObjectReader& object, std::string_view connector) {
    for (const KeyRule& rule : key_rules()) {
        if (!object.has(rule.key)) {
            if (has_name(rule.needers, connector)) object.need(rule.key);
            continue;
        }
        if (has_name(rule.takers, connector)) continue;
        const bool chat_secrets =
            std::string_view(rule.key) == "secrets" && has_name(kChats, connector);
        object.refuse(rule.key,
                      trf("\"{}\" does not go with the connector \"{}\"", rule.key, connector),
                      chat_secrets ? tr("remove it: here the secret is the address; write \"url\": "
                                        "{\"file\": \"…\"}")
                                   : trf("remove it; it is for: {}", fmt::join(rule.takers, ", ")));
    }
}

}  // namespace outreach::reading
