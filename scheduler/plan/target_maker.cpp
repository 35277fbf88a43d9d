#include "scheduler/plan/target_maker.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "campaigns/reading/inner_address.hpp"
#include "config/base/files.hpp"
#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"
#include "connectors/header_names.hpp"
#include "connectors/masking.hpp"
#include "connectors/secrets.hpp"
#include "connectors/tls_profile.hpp"
#include "scheduler/plan/recipes.hpp"

namespace outreach::plan {
namespace {

namespace fs = std::filesystem;
using campaigns::Endpoint;
using connectors::Target;

constexpr std::size_t kLargestPem = 1024 * 1024;
constexpr const char* kLineAddress = "https://api.line.me";

void note(Target& target, std::string problem) {
    if (target.problem.empty()) target.problem = std::move(problem);
}

std::string read_text(Target& target, const fs::path& file, std::size_t limit) {
    auto text = read_file(file, limit);
    if (text) return std::move(*text);
    note(target, trf("{} cannot be read: {}", file.string(), text.error().message()));
    return {};
}

std::string read_one_secret(Target& target,
                            const campaigns::SecretSource& source,
                            const fs::path& folder) {
    auto text = connectors::read_secret(source, folder);
    if (text && !text->empty()) {
        target.secret_texts.push_back(*text);
        return std::move(*text);
    }
    note(target,
         trf("the secret {} cannot be read: {}",
             connectors::place_of(source, folder),
             text ? tr("it is empty") : text.error().message()));
    return {};
}

// An address out of a file must be encrypted too; that of the partner file has been checked.
bool is_private_enough(const connectors::Url& url, const Endpoint& endpoint) {
    return !endpoint.secret_url || url.tls || endpoint.allow_http ||
           reading::is_loopback_host(url.host);
}

// The address, and what stands for it.
void set_address(Target& target, const Endpoint& endpoint, const fs::path& folder) {
    std::string address = endpoint.url;
    if (endpoint.secret_url) {
        address = read_one_secret(target, *endpoint.secret_url, folder);
    } else if (endpoint.connector == "line" && address.empty()) {
        address = kLineAddress;
    }
    if (endpoint.connector == "file") {
        target.folder = (folder / endpoint.path).string();
    } else if (auto url = connectors::parse_url(address);
               url && is_private_enough(*url, endpoint)) {
        target.url = std::move(*url);
    } else {
        note(target, tr("its address is no https:// address"));
    }
    target.fingerprint = to_hex(sha256(fmt::format("{}\n{}\n{}\n{}",
                                                   endpoint.connector,
                                                   address,
                                                   target.folder,
                                                   fmt::join(endpoint.to, ","))))
                             .substr(0, 16);
    // A chat webhook's path lets whoever knows it post.
    const bool path_is_secret = endpoint.secret_url || endpoint.connector == "slack" ||
                                endpoint.connector == "mattermost" ||
                                endpoint.connector == "teams" || endpoint.connector == "discord" ||
                                endpoint.connector == "google_chat";
    if (path_is_secret && target.url.path.size() > 1) {
        target.secret_texts.push_back(target.url.path);
    }
}

// Own headers may be keys: "X-Api-Key: …", "Authorization: Bearer …".
void hide_header_values(Target& target) {
    for (const auto& [name, value] : target.headers) {
        if (connectors::same_name(name, "User-Agent") || connectors::same_name(name, "Accept")) {
            continue;
        }
        target.secret_texts.push_back(value);
        if (const auto at = value.find(' '); at != value.npos) {
            target.secret_texts.push_back(value.substr(at + 1));
        }
    }
}

bool verifies_only(const connectors::LoadedKey& each) {
    const auto* pair = std::get_if<connectors::Ed25519Key>(&each.key);
    return pair != nullptr && pair->seed.empty();
}

// The bytes that nobody may see; empty for a public key.
std::string secret_bytes(const connectors::SigningKey& key) {
    if (const auto* shared = std::get_if<connectors::HmacKey>(&key)) return shared->bytes;
    return std::get<connectors::Ed25519Key>(key).seed;
}

// An answer may echo a key without its prefix, or its bytes in another encoding.
void hide_keys(Target& target, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        target.secret_texts.push_back(text);
        const bool prefixed = text.starts_with("whsec_") || text.starts_with("whsk_");
        if (prefixed) target.secret_texts.push_back(text.substr(text.find('_') + 1));
        const auto key = connectors::parse_key(text);
        if (!key) continue;
        std::ranges::move(connectors::traces_of_key(secret_bytes(*key)),
                          std::back_inserter(target.secret_texts));
    }
}

void set_secrets(Target& target, const Endpoint& endpoint, const TargetMaking& making) {
    if (endpoint.connector == "webhook" || endpoint.connector == "file") {
        std::vector<std::string> problems;
        std::vector<std::string> texts;
        target.keys = connectors::load_timed_keys(endpoint.secrets, making.folder, problems, texts);
        hide_keys(target, texts);
        if (!problems.empty()) note(target, problems.front());
        if (std::erase_if(target.keys, verifies_only) > 0) {
            note(target, tr("a whpk_ key can only verify; sign with the whsk_ key it belongs to"));
        }
    } else if (!endpoint.secrets.empty()) {
        target.token = read_one_secret(target, endpoint.secrets.front(), making.folder);
        if (target.token.find_first_of("\r\n") != target.token.npos) {
            note(target, tr("its token must be one line"));
        }
    }
    if (endpoint.connector != "template") return;
    std::string problem;
    target.recipe = read_recipe(making.folder / endpoint.path, problem);
    if (!problem.empty()) note(target, std::move(problem));
}

std::shared_ptr<const connectors::TlsProfile> tls_of(Target& target,
                                                     const campaigns::TlsFiles& files,
                                                     const fs::path& folder) {
    if (files.empty()) return nullptr;
    connectors::TlsProfile::Material material;
    if (!files.ca.empty()) material.authorities = read_text(target, folder / files.ca, kLargestPem);
    if (!files.certificate.empty()) {
        material.certificate = read_text(target, folder / files.certificate, kLargestPem);
        if (files.key) material.key = read_one_secret(target, *files.key, folder);
    }
    if (!target.problem.empty()) return nullptr;
    std::string problem;
    auto profile = connectors::TlsProfile::make(material, problem);
    if (!problem.empty()) note(target, std::move(problem));
    return profile;
}

// Null where nothing is special about it.
std::shared_ptr<const connectors::Reach> reach_of(Target& target,
                                                  const Endpoint& endpoint,
                                                  const TargetMaking& making) {
    const std::string proxy = endpoint.proxy.value_or(making.settings.proxy);
    const bool proxied = !proxy.empty() && proxy != "none";
    if (endpoint.allow_networks.empty() && endpoint.tls.empty() && !proxied) return nullptr;
    auto reach = std::make_shared<connectors::Reach>();
    for (const std::string& network : endpoint.allow_networks) {
        if (!reach->allowed.add(network)) note(target, trf("\"{}\" is no network", network));
    }
    reach->tls = tls_of(target, endpoint.tls, making.folder);
    if (proxied) reach->proxy = connectors::parse_url(proxy);
    if (proxied && !reach->proxy) note(target, tr("its proxy is no http:// address"));
    // The login is that of the settings' proxy; a partner file's own gets none of it.
    const bool ours = !endpoint.proxy || *endpoint.proxy == making.settings.proxy;
    if (proxied && ours && !making.settings.proxy_credentials.empty()) {
        campaigns::SecretSource source;
        source.where = making.settings.proxy_credentials;
        const std::string login = read_one_secret(target, source, ".");
        reach->proxy_authorization = "Basic " + to_base64(login);
    }
    reach->key = to_hex(sha256(fmt::format("{}|{}|{}|{}|{}",
                                           fmt::join(endpoint.allow_networks, ","),
                                           endpoint.tls.ca,
                                           endpoint.tls.certificate,
                                           proxy,
                                           static_cast<const void*>(reach->tls.get()))))
                     .substr(0, 16);
    return reach;
}

}  // namespace

Target make_target(const campaigns::Partner& partner,
                   const Endpoint& endpoint,
                   const TargetMaking& making) {
    Target target;
    target.partner = partner.id.str();
    target.endpoint = endpoint.id.str();
    target.connector = endpoint.connector;
    target.to = endpoint.to;
    target.headers = endpoint.headers;
    hide_header_values(target);
    target.timeout = endpoint.timeout.value_or(making.settings.timeout);
    target.handshake = endpoint.handshake;
    target.rate = endpoint.rate;
    target.order = endpoint.order;
    target.promise = endpoint.promise;
    target.retries = endpoint.retries;
    set_address(target, endpoint, making.folder);
    set_secrets(target, endpoint, making);
    target.reach = reach_of(target, endpoint, making);
    return target;
}

}  // namespace outreach::plan
