#include "campaigns/reading/endpoint_reader.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <charconv>

#include "config/base/time.hpp"

namespace outreach::reading {
namespace {

using campaigns::Endpoint;
using campaigns::SecretSource;
using Kind = JsonNode::Kind;

const std::vector<std::string> kLaterConnectors{
    "slack", "mattermost", "teams", "discord", "google_chat", "line", "template", "file"};

bool is_loopback_host(std::string_view url) {
    std::string_view host = url.substr(url.find("://") + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return host == "localhost" || (!ec && address.is_loopback());
}

std::string read_url(ObjectReader& object, bool allow_http) {
    const JsonNode* node = object.need("url", Kind::string);
    if (node == nullptr) return {};
    const std::string& url = node->text;
    const bool https = url.starts_with("https://");
    const bool http = url.starts_with("http://");
    const bool plain =
        std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    const std::size_t host = url.find("://") + 3;
    const bool has_host = (https || http) && url.size() > host && url[host] != '/';
    if (!has_host || !plain || url.size() > 2000 || url.find('@', host) < url.find('/', host)) {
        object.diagnostics().error(Code::bad_url,
                                   node->span,
                                   tr("this is no usable web address"),
                                   tr("write https://host/path, without user name or spaces"));
        return {};
    }
    if (http && !is_loopback_host(url) && !allow_http) {
        object.diagnostics().error(Code::insecure_url,
                                   node->span,
                                   tr("http:// would send notices unencrypted"),
                                   tr("use https://, or add \"allow_http\": true if you must"));
    }
    return url;
}

std::optional<SecretSource> read_secret(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "secret", diagnostics);
    if (node.kind != Kind::object) return {};
    SecretSource source;
    int given = 0;
    for (const auto& [key, kind] : {std::pair("file", SecretSource::Kind::file),
                                    std::pair("env", SecretSource::Kind::environment),
                                    std::pair("credential", SecretSource::Kind::credential),
                                    std::pair("value", SecretSource::Kind::value)}) {
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

std::optional<campaigns::Rate> read_rate(ObjectReader& object) {
    const JsonNode* node = object.find("rate", Kind::string);
    if (node == nullptr) return {};
    const std::string& text = node->text;
    campaigns::Rate rate;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rate.count);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const bool known = unit == "/s" || unit == "/min" || unit == "/h";
    if (ec != std::errc{} || !known || rate.count < 1 || rate.count > 100'000) {
        object.diagnostics().error(Code::out_of_range,
                                   node->span,
                                   trf("\"{}\" is no rate", text),
                                   tr("write a number from 1 and /s, /min or /h, like 10/s"));
        return {};
    }
    rate.per = std::chrono::seconds{unit == "/s" ? 1 : unit == "/min" ? 60 : 3600};
    return rate;
}

std::optional<std::chrono::milliseconds> read_timeout(ObjectReader& object) {
    const JsonNode* node = object.find("timeout", Kind::string);
    if (node == nullptr) return {};
    const auto length = parse_duration(node->text);
    if (length && length->count() >= 1 && length->count() <= 120) return *length;
    object.diagnostics().error(Code::bad_duration,
                               node->span,
                               trf("\"{}\" is no timeout", node->text),
                               tr("write PT1S to PT120S"));
    return {};
}

std::map<std::string, std::string> read_headers(ObjectReader& object) {
    std::map<std::string, std::string> headers;
    const JsonNode* node = object.find("headers", Kind::object);
    if (node == nullptr) return headers;
    for (const JsonMember& member : node->members) {
        const auto token = [](char c) {
            return (std::isalnum(static_cast<unsigned char>(c)) != 0) || c == '-' || c == '_';
        };
        std::string lower;
        for (const char c : member.key) lower += static_cast<char>(std::tolower(c));
        const bool ours = lower.starts_with("webhook-") || lower == "content-type" ||
                          lower == "content-length" || lower == "host" || lower == "connection" ||
                          lower == "transfer-encoding";
        const bool text = member.value.kind == Kind::string &&
                          member.value.text.find_first_of("\r\n") == std::string::npos;
        if (!text || ours || member.key.empty() ||
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

std::vector<std::string> read_networks(ObjectReader& object) {
    std::vector<std::string> networks;
    object.each("allow_networks", 50, [&](const JsonNode& item) {
        boost::system::error_code v4;
        boost::system::error_code v6;
        boost::asio::ip::make_network_v4(item.text, v4);
        boost::asio::ip::make_network_v6(item.text, v6);
        if (v4 && v6) {
            object.diagnostics().error(Code::bad_url,
                                       item.span,
                                       trf("\"{}\" is no network", item.text),
                                       tr("write it like 10.1.0.0/16 or fd00::/8"));
            return;
        }
        networks.push_back(item.text);
    });
    return networks;
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

std::string read_connector(ObjectReader& object) {
    const JsonNode* node = object.need("connector", Kind::string);
    if (node == nullptr || node->text == "webhook") return "webhook";
    const auto& later = kLaterConnectors;
    if (std::find(later.begin(), later.end(), node->text) != later.end()) {
        object.diagnostics().error(
            Code::unsupported,
            node->span,
            trf("the connector \"{}\" is not supported by this version yet", node->text),
            tr("use \"webhook\""));
        return {};
    }
    auto all = later;
    all.insert(all.begin(), "webhook");
    report_choice(object.diagnostics(), *node, all);
    return {};
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
    const JsonNode* allow_http = object.find("allow_http", Kind::boolean);
    endpoint.url = read_url(object, allow_http != nullptr && allow_http->boolean);
    object.need("secrets");
    object.each("secrets", 10, [&](const JsonNode& item) {
        if (auto secret = read_secret(item, diagnostics)) endpoint.secrets.push_back(*secret);
    });
    endpoint.kinds = read_kinds(object, kinds);
    endpoint.rate = read_rate(object);
    if (const auto most = object.integer("concurrency", 1, 1000)) {
        endpoint.concurrency = static_cast<int>(*most);
    }
    endpoint.timeout = read_timeout(object);
    object.accept_only("order", "none", "ordered delivery is not served yet; say \"none\"");
    object.accept_only("delivery",
                       "at_least_once",
                       "at-most-once delivery is not served yet; say \"at_least_once\"");
    endpoint.headers = read_headers(object);
    endpoint.allow_networks = read_networks(object);
    object.finish();
    return endpoint;
}

}  // namespace outreach::reading
