#include "config/settings_loader.hpp"

#include <spdlog/fmt/fmt.h>

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "config/base/i18n.hpp"
#include "config/base/time.hpp"

namespace outreach::config {
namespace {

using nlohmann::json;
constexpr double kHighestSpeed = 1e7;
constexpr std::size_t kMostTokens = 50;

// Reads keys one by one, remembering which were asked for, so that the rest are unknown.
class Reader {
public:
    Reader(const json& document, Problems& problems) : document_(document), problems_(problems) {}

    template <class T>
    void integer(const char* path, T& into, std::int64_t low, std::int64_t high) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (value->is_number_integer() && value->get<std::int64_t>() >= low &&
            value->get<std::int64_t>() <= high) {
            into = static_cast<T>(value->get<std::int64_t>());
            return;
        }
        complain(path, *value, fmt::format("{}..{}", low, high));
    }
    void number(const char* path, double& into, double low, double high) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (value->is_number() && value->get<double>() >= low && value->get<double>() <= high) {
            into = value->get<double>();
            return;
        }
        complain(path, *value, fmt::format("{}..{}", low, high));
    }
    // A length of time as ISO 8601 ("PT15S") or as whole milliseconds.
    void duration(const char* path, milliseconds& into, milliseconds low, milliseconds high) {
        const json* value = find(path);
        if (value == nullptr) return;
        milliseconds read{-1};
        if (value->is_number_integer()) read = milliseconds{value->get<std::int64_t>()};
        if (value->is_string()) {
            if (const auto parsed = parse_duration(value->get<std::string>())) read = *parsed;
        }
        if (read >= low && read <= high) {
            into = read;
            return;
        }
        complain(path,
                 *value,
                 fmt::format("\"PT15S\" or milliseconds, {}..{}", low.count(), high.count()));
    }
    void text(const char* path, std::string& into) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (value->is_string()) {
            into = value->get<std::string>();
            return;
        }
        complain(path, *value, tr("a text"));
    }
    void choice(const char* path, std::string& into, const std::set<std::string>& choices) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (value->is_string() && choices.contains(value->get<std::string>())) {
            into = value->get<std::string>();
            return;
        }
        complain(path, *value, fmt::format("{}", fmt::join(choices, ", ")));
    }
    void flag(const char* path, bool& into) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (value->is_boolean()) {
            into = value->get<bool>();
            return;
        }
        complain(path, *value, "true, false");
    }
    // The string form of `listen`.
    void listen(const char* path, ListenSettings& into) {
        const json* value = find(path);
        if (value == nullptr) return;
        if (!value->is_string()) {
            complain(path, *value, "\"127.0.0.1:8080\"");
            return;
        }
        for (const std::string& problem : parse_listen(value->get<std::string>(), into)) {
            problems_.push_back(fmt::format("{}: {}", path, problem));
        }
    }
    void tokens(const char* path, std::vector<TokenSettings>& into) {
        const json* list = find(path);
        if (list == nullptr) return;
        if (!list->is_array() || list->size() > kMostTokens) {
            complain(path, *list, tr("a list of at most 50 tokens"));
            return;
        }
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string inner = fmt::format("{}/{}", path, i);
            auto token = read_token(list->at(i));
            if (token) {
                into.push_back(std::move(*token));
            } else {
                problems_.push_back(
                    trf("{} is no token; write {}",
                        inner,
                        R"({"name": "sato", "role": "editor", "file": "tokens/sato"})"));
            }
        }
    }
    void finish() {
        for (const auto& [key, value] : document_.items()) {
            const std::string path = "/" + key;
            if (asked_.contains(path)) continue;
            if (!value.is_object() || !sections_.contains(path)) {
                problems_.push_back(trf("{} is not a setting", path));
                continue;
            }
            for (const auto& [inner, unused] : value.items()) {
                if (asked_.contains(path + "/" + inner)) continue;
                problems_.push_back(trf("{} is not a setting", path + "/" + inner));
            }
        }
    }

private:
    // Nothing unless it has name, role and exactly one place, all texts.
    static std::optional<TokenSettings> read_token(const json& value) {
        if (!value.is_object()) return {};
        TokenSettings token;
        const std::map<std::string, std::string*> keys{{"name", &token.name},
                                                       {"role", &token.role},
                                                       {"file", &token.file},
                                                       {"env", &token.env},
                                                       {"credential", &token.credential}};
        for (const auto& [key, text] : value.items()) {
            const auto known = keys.find(key);
            if (known == keys.end() || !text.is_string()) return {};
            *known->second = text.get<std::string>();
        }
        static const std::set<std::string> kRoles{"viewer", "editor", "approver", "admin"};
        const int places = static_cast<int>(!token.file.empty()) +
                           static_cast<int>(!token.env.empty()) +
                           static_cast<int>(!token.credential.empty());
        const bool named = !token.name.empty() && token.name.size() <= 64;
        if (!named || !kRoles.contains(token.role) || places != 1) return {};
        return token;
    }
    const json* find(const char* path) {
        asked_.insert(path);
        const std::string_view view(path);
        if (const auto cut = view.find('/', 1); cut != view.npos) {
            sections_.insert(std::string(view.substr(0, cut)));
        }
        const json::json_pointer where(path);
        return document_.contains(where) ? &document_.at(where) : nullptr;
    }
    void complain(const char* path, const json& value, std::string_view want) {
        problems_.push_back(trf("{} is {}, want {}", path, value.dump(), want));
    }

    const json& document_;
    Problems& problems_;
    std::set<std::string> asked_;
    std::set<std::string> sections_;
};

bool is_loopback(const std::string& address) {
    boost::system::error_code ec;
    const auto parsed = boost::asio::ip::make_address(address, ec);
    return !ec && parsed.is_loopback();
}

}  // namespace

Problems load_settings(std::string_view text, Settings& into) {
    Problems problems;
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_object()) {
        return {tr("the settings file is no JSON object; run it through a JSON checker")};
    }
    Reader read(document, problems);
    std::string schema;
    read.text("/$schema", schema);
    read.text("/data_dir", into.data_dir);
    read.text("/campaigns", into.campaigns);
    read.text("/partners", into.partners);
    read.text("/holidays", into.holidays);
    read.tokens("/tokens", into.tokens);
    read.flag("/backfill", into.backfill);
    read.listen("/listen", into.listen);
    read.text("/redis/url", into.redis.url);
    read.flag("/redis/require_durable", into.redis.require_durable);
    read.integer("/redis/partitions", into.redis.partitions, 1, 64);
    read.text("/redis/server", into.redis.server);
    read.duration("/redis/timeout", into.redis.timeout, milliseconds{100}, milliseconds{60'000});
    DeliverySettings& delivery = into.delivery;
    read.integer("/delivery/concurrency", delivery.concurrency, 1, 10'000);
    read.integer("/delivery/endpoint_concurrency", delivery.endpoint_concurrency, 1, 1000);
    read.integer("/delivery/batch", delivery.batch, 1, 256);
    read.duration("/delivery/lease", delivery.lease, milliseconds{5000}, milliseconds{600'000});
    read.duration("/delivery/timeout", delivery.timeout, milliseconds{100}, milliseconds{120'000});
    read.duration("/delivery/drain", delivery.drain, milliseconds{0}, milliseconds{600'000});
    read.text("/delivery/proxy", delivery.proxy);
    read.text("/delivery/proxy_credentials", delivery.proxy_credentials);
    read.text("/delivery/origin", delivery.origin);
    read.choice("/log/level", into.log.level, {"debug", "info", "warn", "error"});
    read.choice("/log/form", into.log.form, {"auto", "json", "text"});
    read.text("/clock/start", into.clock.start);
    read.number("/clock/speed", into.clock.speed, 0, kHighestSpeed);
    read.finish();
    return problems;
}

Problems parse_listen(std::string_view text, ListenSettings& into) {
    const auto colon = text.rfind(':');
    unsigned port = 0;
    const std::string_view digits = colon == text.npos ? text : text.substr(colon + 1);
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || ec != std::errc{} || end != digits.data() + digits.size() ||
        port > 65535) {
        return {trf("\"{}\" has no port 0..65535; write it like 127.0.0.1:8080", text)};
    }
    std::string address(colon == text.npos ? "" : text.substr(0, colon));
    if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
        address = address.substr(1, address.size() - 2);
    }
    if (address.empty() || address == "localhost") address = "127.0.0.1";
    boost::system::error_code bad;
    boost::asio::ip::make_address(address, bad);
    if (bad) return {trf("\"{}\" is no IP address; write it like 127.0.0.1:8080", address)};
    into = ListenSettings{address, static_cast<std::uint16_t>(port)};
    return {};
}

Problems check_settings(const Settings& settings) {
    Problems problems;
    if (settings.delivery.lease <= settings.delivery.timeout) {
        problems.push_back(
            trf("/delivery/lease ({} ms) must be longer than /delivery/timeout ({} ms), or a "
                "notice could be sent twice at once",
                settings.delivery.lease.count(),
                settings.delivery.timeout.count()));
    }
    const std::string& proxy = settings.delivery.proxy;
    const bool usable = proxy.starts_with("http://") && proxy.size() <= 300 &&
                        proxy.find('@') == std::string::npos;
    if (!proxy.empty() && !usable) {
        problems.push_back(tr("/delivery/proxy must be an address like http://proxy.example:3128"));
    }
    if (!is_loopback(settings.listen.address) && settings.tokens.empty()) {
        problems.push_back(
            trf("/listen is {}: beyond loopback the daemon needs access tokens; add \"tokens\" to "
                "the settings, or listen on 127.0.0.1",
                settings.listen.address));
    }
    const std::string& url = settings.redis.url;
    const bool served =
        url == "embedded:" || url.starts_with("redis://") || url.starts_with("unix://");
    if (!served) {
        problems.push_back(
            trf("/redis/url is \"{}\": this version serves embedded:, redis://host:port/db and "
                "unix:///path",
                url.substr(0, url.find(':') + 1)));
    }
    if (!settings.clock.start.empty() && !parse_rfc3339(settings.clock.start)) {
        problems.push_back(
            trf("/clock/start is \"{}\", want RFC 3339 like 2025-04-01T00:00:00+09:00",
                settings.clock.start));
    }
    if (settings.clock.speed < 0 || settings.clock.speed > kHighestSpeed) {
        problems.push_back(
            trf("/clock/speed is {}, want 0..{}", settings.clock.speed, kHighestSpeed));
    }
    return problems;
}

}  // namespace outreach::config
