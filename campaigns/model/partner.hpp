// Partners and their endpoints as the partner file says them.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"

namespace outreach::campaigns {

// Where a secret is kept. `value` is for trials only and is reported.
struct SecretSource {
    enum class Kind { file, environment, credential, value };
    Kind kind = Kind::file;
    std::string where;
};

// At most `count` attempts in each `per`.
struct Rate {
    int count = 0;
    std::chrono::seconds per{1};
    friend bool operator==(const Rate&, const Rate&) = default;
};

// In which order an endpoint is told what is due: as it comes, or one after the other.
enum class Order { none, fifo };
// What holds when an attempt ends without an answer: try again, or rather never twice.
enum class DeliveryPromise { at_least_once, at_most_once };

// File names count from the partner file's folder.
struct TlsFiles {
    std::string ca;           // PEM: trusted instead of the system's authorities
    std::string certificate;  // PEM: shown to the endpoint
    std::optional<SecretSource> key;
    [[nodiscard]] bool empty() const { return ca.empty() && certificate.empty(); }
};

struct Endpoint {
    EndpointId id;
    std::string connector = "webhook";
    std::string url;                         // empty where secret_url is set, and for `file`
    std::optional<SecretSource> secret_url;  // chat webhooks: who knows the address may post
    bool allow_http = false;                 // also where that is not loopback
    std::string path;                        // file: the folder; template: its data file
    // webhook: signing keys; line: the channel access token; template: what {{secret}} stands for.
    std::vector<SecretSource> secrets;
    std::vector<std::string> to;       // line: user, group or room ids; empty: broadcast
    std::optional<int> monthly_quota;  // line: messages of the plan, each receiver counts
    Order order = Order::none;
    DeliveryPromise promise = DeliveryPromise::at_least_once;
    std::vector<std::chrono::seconds> retries;  // waits after attempts; empty: the usual ladder
    TlsFiles tls;
    std::optional<std::string> proxy;  // "http://host:port", or "none"
    bool handshake = false;            // ask for consent and rate first (CloudEvents OPTIONS)
    std::vector<std::string> kinds;    // empty: all kinds
    std::optional<Rate> rate;
    std::optional<int> concurrency;
    std::optional<std::chrono::milliseconds> timeout;
    std::map<std::string, std::string> headers;
    std::vector<std::string> allow_networks;  // CIDR blocks inside our own network
};

struct Partner {
    PartnerId id;
    LocalizedText name;
    std::string role;
    Audience audience = Audience::partner;
    MessageLanguage language = MessageLanguage::ja;
    Contact contact;
    std::vector<Endpoint> endpoints;
};

struct PartnerBook {
    std::vector<Partner> partners;
    std::map<std::string, std::vector<PartnerId>> groups;

    [[nodiscard]] const Partner* find(const PartnerId& id) const {
        for (const Partner& partner : partners) {
            if (partner.id == id) return &partner;
        }
        return nullptr;
    }
};

}  // namespace outreach::campaigns
