// A partner's receiver: Standard Webhooks 1.0 and CloudEvents 1.0, checked with OpenSSL directly.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr std::int64_t kTolerance = 300;  // seconds

std::string header(const FakeRequest& request, const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "" : found->second;
}

// Standard alphabet with padding; empty if it is not that.
std::string from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return {};
    std::string out(text.size() / 4 * 3, '\0');
    const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                  reinterpret_cast<const unsigned char*>(text.data()),
                                  static_cast<int>(text.size()));
    if (n < 0) return {};
    const auto padding = std::count(text.end() - 2, text.end(), '=');
    out.resize(static_cast<std::size_t>(n) - static_cast<std::size_t>(padding));
    return out;
}

bool hmac_fits(const std::string& key, const std::string& content, const std::string& signature) {
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    HMAC(EVP_sha256(),
         key.data(),
         static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(content.data()),
         content.size(),
         reinterpret_cast<unsigned char*>(mac.data()),
         &length);
    return mac.substr(0, length) == signature;
}

bool ed25519_fits(const std::string& key,
                  const std::string& content,
                  const std::string& signature) {
    const auto bytes = [](const std::string& text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> public_key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key), key.size()),
        EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    return public_key != nullptr && context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), bytes(signature), signature.size(), bytes(content), content.size()) ==
               1;
}

bool one_fits(const std::string& key, const std::string& content, std::string_view signature) {
    const std::size_t comma = signature.find(',');
    if (comma == signature.npos) return false;
    const std::string_view version = signature.substr(0, comma);
    const std::string bytes = from_base64(signature.substr(comma + 1));
    const bool is_public = key.starts_with("whpk_");
    const std::size_t prefix = is_public || key.starts_with("whsec_") ? key.find('_') + 1 : 0;
    const std::string secret = from_base64(std::string_view(key).substr(prefix));
    if (secret.empty() || bytes.empty()) return false;
    if (is_public) return version == "v1a" && ed25519_fits(secret, content, bytes);
    return version == "v1" && hmac_fits(secret, content, bytes);
}

// Empty if the event keeps CloudEvents 1.0; else what it lacks.
std::string event_fault(const json& event, const std::string& id) {
    if (!event.is_object()) return "the body is no JSON object";
    for (const char* name : {"specversion", "id", "source", "type"}) {
        const json value = event.value(name, json());
        if (!value.is_string() || value.get<std::string>().empty()) {
            return std::string(name) + " is missing";
        }
    }
    if (event["specversion"] != "1.0") return "specversion is not 1.0";
    return event["id"] == id ? "" : "id is not webhook-id";
}

std::string message_text(const json& event) {
    const json data = event.value("data", json::object());
    const json message = data.is_object() ? data.value("message", json::object()) : json::object();
    const auto part = [&](const char* name) {
        const json value = message.is_object() ? message.value(name, json()) : json();
        return value.is_string() ? value.get<std::string>() : std::string();
    };
    return part("subject") + "\n" + part("text");
}

}  // namespace

FakeAnswer FakeWebhook::refuse(int status, std::string reason) {
    last_refusal = std::move(reason);
    return {status, {{"Content-Type", "text/plain"}}, last_refusal};
}

bool FakeWebhook::signed_well(const FakeRequest& request) const {
    if (keys_.empty()) return true;
    const std::string content = header(request, "webhook-id") + "." +
                                header(request, "webhook-timestamp") + "." + request.body;
    std::string rest = header(request, "webhook-signature");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string one = rest.substr(0, end);
        rest.erase(0, end + 1);
        for (const std::string& key : keys_) {
            if (one_fits(key, content, one)) return true;
        }
    }
    return false;
}

FakeAnswer FakeWebhook::decide(const FakeRequest& request) {
    if (revoked_) return refuse(410, "gone");
    if (archived_) return refuse(404, "no such hook");
    if (request.method == "OPTIONS") {
        FakeAnswer out{200, {{"Allow", "POST, OPTIONS"}}, {}};
        if (header(request, "webhook-request-origin").empty()) return out;
        if (consents) out.headers.emplace_back("WebHook-Allowed-Origin", *consents);
        if (consents && rate) out.headers.emplace_back("WebHook-Allowed-Rate", *rate);
        return out;
    }
    if (request.method != "POST") return refuse(405, "only POST");
    if (!header(request, "content-type").starts_with("application/cloudevents+json")) {
        return refuse(415, "not a structured CloudEvent");
    }
    const std::string id = header(request, "webhook-id");
    const std::string stamp = header(request, "webhook-timestamp");
    if (id.empty() || stamp.empty() || header(request, "webhook-signature").empty()) {
        return refuse(400, "a webhook header is missing");
    }
    if (id.find('.') != id.npos) return refuse(400, "webhook-id has a dot");
    if (stamp.size() > 12 || stamp.find_first_not_of("0123456789") != stamp.npos) {
        return refuse(400, "webhook-timestamp is no integer");
    }
    if (now != 0 && std::abs(std::stoll(stamp) - now) > kTolerance) {
        return refuse(400, "webhook-timestamp is too old or too new");
    }
    if (!signed_well(request)) return refuse(401, "no signature fits");
    const json event = json::parse(request.body, nullptr, false);
    if (const std::string fault = event_fault(event, id); !fault.empty()) return refuse(400, fault);
    if (!seen_.insert(id).second) {
        ++repeats;
        return {204, {}, {}};
    }
    Shown message;
    message.id = id;
    message.text = message_text(event);
    message.raw = request.body;
    accepted.push_back(std::move(message));
    return {204, {}, {}};
}

}  // namespace outreach::test
