#include "scheduler/app/tokens.hpp"

#include "config/base/i18n.hpp"
#include "connectors/secrets.hpp"

namespace outreach::app {
namespace {

// A token must not be guessed: 16 random bytes in base64 are 22 characters.
constexpr std::size_t kShortest = 16;

campaigns::SecretSource source_of(const config::TokenSettings& token) {
    using Kind = campaigns::SecretSource::Kind;
    if (!token.file.empty()) return {Kind::file, token.file};
    if (!token.env.empty()) return {Kind::environment, token.env};
    return {Kind::credential, token.credential};
}

}  // namespace

std::string load_tokens(const config::Settings& settings, http::Authority& into) {
    for (const config::TokenSettings& token : settings.tokens) {
        const auto text = connectors::read_secret(source_of(token), ".");
        if (!text) {
            return trf(
                "the token of \"{}\" cannot be read: {}", token.name, text.error().message());
        }
        if (text->size() < kShortest) {
            return trf(
                "the token of \"{}\" is shorter than {} characters; make one with "
                "\"outreach secret new\"",
                token.name,
                kShortest);
        }
        into.add(token.name, *http::role_of(token.role), *text);
    }
    return {};
}

}  // namespace outreach::app
