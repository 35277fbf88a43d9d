#include "scheduler/http/authority.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace outreach::http {
namespace {

std::string header(const Request& request, const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string() : found->second;
}

bool is_loopback_name(std::string host) {
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    // Digits and dots only: no name could be written so.
    return host == "localhost" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

// A name for the record: no control characters, no endless text.
std::string said_name(const Request& request) {
    std::string name = header(request, "outreach-user").substr(0, 64);
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return name.empty() ? "local" : name;
}

}  // namespace

std::optional<Role> role_of(std::string_view word) {
    if (word == "viewer") return Role::viewer;
    if (word == "editor") return Role::editor;
    if (word == "approver") return Role::approver;
    if (word == "admin") return Role::admin;
    return {};
}

bool may(const Identity& who, Right right) noexcept {
    if (who.role == Role::admin || right == Right::read) return true;
    if (right == Right::administer) return false;
    return right == Right::edit ? who.role == Role::editor : who.role == Role::approver;
}

void Authority::add(std::string name, Role role, const std::string& token) {
    tokens_.push_back({sha256(token), std::move(name), role});
}

std::optional<Identity> Authority::identify(const Request& request) const {
    if (tokens_.empty()) return Identity{said_name(request), Role::admin, false};
    const std::string said = header(request, "authorization");
    constexpr std::string_view kBearer = "Bearer ";
    if (!said.starts_with(kBearer)) return {};
    const Sha256 hash = sha256(std::string_view(said).substr(kBearer.size()));
    // Every token is compared, each in constant time.
    const Token* found = nullptr;
    for (const Token& token : tokens_) {
        if (CRYPTO_memcmp(token.hash.data(), hash.data(), hash.size()) == 0) found = &token;
    }
    if (found == nullptr) return {};
    return Identity{found->name, found->role, true};
}

bool is_to_loopback(const Request& request) {
    return is_loopback_name(header(request, "host"));
}

const char* foreign_request(const Request& request, bool proven) {
    if (!proven && !is_to_loopback(request)) {
        return "without tokens, ask by 127.0.0.1 or localhost";
    }
    if (!header(request, "content-type").starts_with("application/json")) {
        return "send application/json";
    }
    const std::string origin = header(request, "origin");
    const auto scheme = origin.find("://");
    if (origin.empty()) return nullptr;
    if (scheme == std::string::npos || origin.substr(scheme + 3) != header(request, "host")) {
        return "another site may not do this";
    }
    return nullptr;
}

}  // namespace outreach::http
