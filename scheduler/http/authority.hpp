// Who asks, and what they may do: bearer tokens (RFC 6750) with roles.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/base/hash.hpp"
#include "scheduler/http/http_types.hpp"

namespace outreach::http {

enum class Role { viewer, editor, approver, admin };
[[nodiscard]] std::optional<Role> role_of(std::string_view word);

// read: see everything that no feed shows; edit: activities, campaigns, holds, pauses;
// approve: approve and waive, beside holds; administer: secrets.
enum class Right { read, edit, approve, administer };

struct Identity {
    std::string name;
    Role role = Role::viewer;
    bool proven = false;  // by a token; without tokens the name is only said
};
[[nodiscard]] bool may(const Identity& who, Right right) noexcept;

class Authority {
public:
    // Keeps the token's hash only.
    void add(std::string name, Role role, const std::string& token);
    [[nodiscard]] bool has_tokens() const noexcept { return !tokens_.empty(); }
    // With tokens: whose token the request bears, or nothing. Without: anybody, under the name
    // that the request gives.
    [[nodiscard]] std::optional<Identity> identify(const Request& request) const;

private:
    struct Token {
        Sha256 hash;
        std::string name;
        Role role;
    };
    std::vector<Token> tokens_;
};

// Whether the request was sent to this machine by number or as "localhost".
[[nodiscard]] bool is_to_loopback(const Request& request);

// Null, or why a request that changes something is refused: a page of another site may make a
// browser send simple requests to us, but neither JSON nor without saying where it comes from.
// Where no token proves who asks, the host must be this machine by number or as "localhost", so
// that a name that was rebound to it is none of ours.
[[nodiscard]] const char* foreign_request(const Request& request, bool proven);

}  // namespace outreach::http
