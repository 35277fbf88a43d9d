#include "connectors/secrets.hpp"

#include <cstdlib>

#include "config/base/files.hpp"
#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"
#include "config/base/random.hpp"

namespace outreach::connectors {
namespace {

namespace fs = std::filesystem;
using campaigns::SecretSource;

constexpr std::size_t kLargestSecret = 4096;

std::string place_of(const SecretSource& source, const fs::path& base) {
    switch (source.kind) {
        case SecretSource::Kind::file:
            return (base / source.where).string();
        case SecretSource::Kind::environment:
            return "$" + source.where;
        case SecretSource::Kind::credential:
            return trf("credential {}", source.where);
        case SecretSource::Kind::value:
            return tr("the value in the partner file");
    }
    return {};
}

Result<std::string> read_source(const SecretSource& source, const fs::path& base) {
    const auto from_environment = [](const std::string& name) -> Result<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return Errc::not_found;
        return std::string(value);
    };
    switch (source.kind) {
        case SecretSource::Kind::file:
            return read_file(base / source.where, kLargestSecret);
        case SecretSource::Kind::environment:
            return from_environment(source.where);
        case SecretSource::Kind::credential: {
            const auto folder = from_environment("CREDENTIALS_DIRECTORY");
            if (!folder) return Errc::not_found;
            return read_file(fs::path(*folder) / source.where, kLargestSecret);
        }
        case SecretSource::Kind::value:
            return source.where;
    }
    return Errc::not_found;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

std::vector<SigningKey> load_keys(const std::vector<SecretSource>& sources,
                                  const fs::path& base,
                                  std::vector<std::string>& problems) {
    std::vector<SigningKey> keys;
    for (const SecretSource& source : sources) {
        const auto text = read_source(source, base);
        if (!text) {
            problems.push_back(trf("the secret {} cannot be read: {}",
                                   place_of(source, base),
                                   text.error().message()));
            continue;
        }
        auto key = parse_key(trimmed(*text));
        if (!key) {
            problems.push_back(
                trf("the secret {} is no whsec_ or whsk_ key; make one with "
                    "\"outreach secret new\"",
                    place_of(source, base)));
            continue;
        }
        keys.push_back(std::move(*key));
    }
    return keys;
}

Result<std::string> read_secret(const SecretSource& source, const fs::path& base) {
    const auto text = read_source(source, base);
    if (!text) return text.error();
    return std::string(trimmed(*text));
}

std::string new_secret() {
    return "whsec_" + to_base64(secure_random(32));
}

}  // namespace outreach::connectors
