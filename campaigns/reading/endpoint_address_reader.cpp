#include "campaigns/reading/endpoint_address_reader.hpp"

#include <algorithm>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cctype>
#include <charconv>

#include "campaigns/reading/connector_keys.hpp"
#include "campaigns/reading/inner_address.hpp"
#include "campaigns/reading/secret_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::Endpoint;
using Kind = JsonNode::Kind;

constexpr const char* kLineAddress = "https://api.line.me";
constexpr std::size_t kLongestUrl = 2000;
constexpr std::size_t kLongestPath = 1000;

// `host`: where the authority begins.
bool has_usable_port(const std::string& url, std::size_t host) {
    const std::string authority = url.substr(host, url.find_first_of("/?#", host) - host);
    const std::size_t behind = authority.starts_with('[') ? authority.find(']') : 0;
    if (behind == std::string::npos) return false;
    const std::size_t colon = authority.find(':', behind);
    if (colon == std::string::npos) return behind == 0 || behind + 1 == authority.size();
    if (behind != 0 && colon != behind + 1) return false;
    int port = 0;
    const char* end = authority.data() + authority.size();
    const auto [stop, ec] = std::from_chars(authority.data() + colon + 1, end, port);
    return ec == std::errc{} && stop == end && port >= 1 && port <= 65535;
}

bool is_usable(const std::string& url) {
    const bool known = url.starts_with("https://") || url.starts_with("http://");
    const bool plain =
        std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    const std::size_t host = url.find("://") + 3;
    const bool has_host = known && url.size() > host && url[host] != '/';
    return has_host && plain && has_usable_port(url, host) && url.size() <= kLongestUrl &&
           url.find('@', host) >= url.find('/', host);
}

std::string read_plain_url(const JsonNode& node,
                           const Endpoint& endpoint,
                           Diagnostics& diagnostics) {
    const std::string& url = node.text;
    const bool secret = address_is_secret(endpoint.connector);
    if (secret || url.find('@') != std::string::npos) diagnostics.hide(node.span);
    if (!is_usable(url)) {
        diagnostics.error(Code::bad_url,
                          node.span,
                          tr("this is no usable web address"),
                          tr("write https://host/path, without user name or spaces"));
        return {};
    }
    if (url.starts_with("http://") && !is_loopback_host(host_of(url)) && !endpoint.allow_http) {
        diagnostics.error(Code::insecure_url,
                          node.span,
                          tr("http:// would send notices unencrypted"),
                          tr("use https://, or add \"allow_http\": true if you must"));
    }
    if (secret) {
        diagnostics.warn(Code::inline_secret,
                         node.span,
                         tr("who knows this address may post there, and it stands in this file"),
                         tr("move it to a file of its own and write \"url\": {\"file\": \"…\"}"));
    }
    return url;
}

void read_url(ObjectReader& object, Endpoint& endpoint) {
    const JsonNode* allow_http = object.find("allow_http", Kind::boolean);
    endpoint.allow_http = allow_http != nullptr && allow_http->boolean;
    const JsonNode* node = object.find("url");
    if (node == nullptr) {
        if (endpoint.connector == "line") endpoint.url = kLineAddress;
    } else if (node->kind == Kind::object) {
        endpoint.secret_url = read_secret(*node, InlineSecret::refused, object.diagnostics());
    } else if (node->kind == Kind::string) {
        endpoint.url = read_plain_url(*node, endpoint, object.diagnostics());
    } else {
        report_type(object.diagnostics(), *node, "url", Kind::string);
    }
}

// As connectors/address_guard reads it: without a scope, and no zeros before the length.
bool is_network(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (text.find_first_not_of("0123456789abcdefABCDEF:./") != std::string::npos) return false;
    if (slash != std::string::npos && text.size() > slash + 2 && text[slash + 1] == '0')
        return false;
    boost::system::error_code v4;
    boost::system::error_code v6;
    boost::asio::ip::make_network_v4(text, v4);
    boost::asio::ip::make_network_v6(text, v6);
    return !v4 || !v6;
}

// `bits`: of a whole address.
template <class Network>
void warn_of_width(const Network& network,
                   unsigned short bits,
                   const JsonNode& item,
                   Diagnostics& diagnostics) {
    const std::string meant = network.canonical().to_string();
    if (network.prefix_length() == 0) {
        diagnostics.warn(
            Code::wide_network,
            item.span,
            trf("\"{}\" allows every address, this machine and our own network too", item.text),
            tr("name only the networks that are meant, like 10.1.0.0/16 or fd00::/8"));
    } else if (network.address() != network.network()) {
        diagnostics.warn(Code::wide_network,
                         item.span,
                         trf("\"{}\" allows all of {}", item.text, meant),
                         trf("write {}, or {} if only this one address is meant",
                             meant,
                             Network(network.address(), bits).to_string()));
    }
}

void warn_of_width(const JsonNode& item, Diagnostics& diagnostics) {
    boost::system::error_code none;
    const auto v4 = boost::asio::ip::make_network_v4(item.text, none);
    if (!none) {
        warn_of_width(v4, 32, item, diagnostics);
        return;
    }
    warn_of_width(boost::asio::ip::make_network_v6(item.text, none), 128, item, diagnostics);
}

std::vector<std::string> read_networks(ObjectReader& object) {
    std::vector<std::string> networks;
    object.each("allow_networks", 50, [&](const JsonNode& item) {
        if (!is_network(item.text)) {
            object.diagnostics().error(Code::bad_url,
                                       item.span,
                                       trf("\"{}\" is no network", item.text),
                                       tr("write it like 10.1.0.0/16 or fd00::/8"));
            return;
        }
        warn_of_width(item, object.diagnostics());
        networks.push_back(item.text);
    });
    return networks;
}

// "http://host:port", with brackets round an IPv6 address.
bool is_proxy(std::string_view text) {
    if (!text.starts_with("http://") || text.size() > 300) return false;
    text.remove_prefix(7);
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    std::string_view host = text.substr(0, colon);
    const bool v6 = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (v6) host = host.substr(1, host.size() - 2);
    const bool letters = std::all_of(host.begin(), host.end(), [&](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.' || (v6 && c == ':'));
    });
    int port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data() + colon + 1, end, port);
    return letters && ec == std::errc{} && stop == end && port >= 1 && port <= 65535;
}

std::optional<std::string> read_proxy(ObjectReader& object) {
    const JsonNode* node = object.find("proxy", Kind::string);
    if (node == nullptr) return {};
    if (node->text == "none" || is_proxy(node->text)) return node->text;
    if (node->text.find('@') != std::string::npos) object.diagnostics().hide(node->span);
    object.diagnostics().error(Code::bad_url,
                               node->span,
                               tr("this is no usable proxy"),
                               tr("write \"http://host:port\" without a user name, or \"none\""));
    return {};
}

std::string read_path(ObjectReader& object, const char* key) {
    return object.find(key) == nullptr ? std::string() : object.need_text(key, kLongestPath);
}

campaigns::TlsFiles read_tls(ObjectReader& object, const Endpoint& endpoint) {
    campaigns::TlsFiles files;
    const JsonNode* node = object.find("tls", Kind::object);
    if (node == nullptr) return files;
    ObjectReader tls(*node, "TLS part", object.diagnostics());
    files.ca = read_path(tls, "ca");
    files.certificate = read_path(tls, "certificate");
    const JsonNode* key = tls.has("certificate") ? tls.need("key") : tls.find("key");
    if (key != nullptr) {
        files.key = read_secret(*key, InlineSecret::warned_of, object.diagnostics());
        if (!tls.has("certificate")) tls.need("certificate");
    } else if (!tls.has("ca") && !tls.has("certificate")) {
        object.diagnostics().error(
            Code::missing_key,
            node->span,
            tr("\"tls\" names no file"),
            tr("write \"ca\", or \"certificate\" and \"key\", or remove it"));
    }
    tls.finish();
    if (endpoint.url.starts_with("http://")) {
        object.refuse("tls",
                      tr("\"tls\" does not go with http://, which is not encrypted"),
                      tr("use https://, or remove \"tls\""));
    }
    return files;
}

void warn_of_inner_address(ObjectReader& object, const Endpoint& endpoint) {
    const std::string_view host = host_of(endpoint.url);
    const auto inner = refused_address(host, endpoint.allow_networks);
    if (!inner) return;
    object.diagnostics().warn(
        Code::inner_address,
        object.find("url")->span,
        trf("the daemon will refuse to connect to {} ({})", host, tr(inner->what)),
        trf("if it is meant, add \"allow_networks\": [\"{}\"]", inner->block));
}

}  // namespace

void read_address(ObjectReader& object, Endpoint& endpoint) {
    read_url(object, endpoint);
    endpoint.path = read_path(object, "path");
    endpoint.allow_networks = read_networks(object);
    endpoint.proxy = read_proxy(object);
    endpoint.tls = read_tls(object, endpoint);
    warn_of_inner_address(object, endpoint);
}

}  // namespace outreach::reading
