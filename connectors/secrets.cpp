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

struct KeyLine {
    std::string key;
    SysTime until = SysTime::max();
    bool readable = true;
};

// "whsec_…" or "whsec_… until=2026-11-23T00:00:00Z"; empty lines and # comments are passed over.
std::vector<KeyLine> read_lines(std::string_view text) {
    std::vector<KeyLine> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = trimmed(text.substr(0, end));
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.front() == '#') continue;
        KeyLine each;
        const auto mark = line.find(" until=");
        if (mark != line.npos) {
            const auto until = parse_rfc3339(trimmed(line.substr(mark + 7)));
            each.readable = until.has_value();
            if (until) each.until = *until;
            line = trimmed(line.substr(0, mark));
        }
        each.key = line;
        lines.push_back(std::move(each));
    }
    return lines;
}

}  // namespace

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

std::vector<LoadedKey> load_timed_keys(const std::vector<SecretSource>& sources,
                                       const fs::path& base,
                                       std::vector<std::string>& problems,
                                       std::vector<std::string>& texts) {
    std::vector<LoadedKey> keys;
    for (const SecretSource& source : sources) {
        const auto text = read_source(source, base);
        if (!text) {
            problems.push_back(trf("the secret {} cannot be read: {}",
                                   place_of(source, base),
                                   text.error().message()));
            continue;
        }
        const auto lines = read_lines(*text);
        bool good = !lines.empty();
        for (const KeyLine& line : lines) {
            auto key = parse_key(line.key);
            texts.push_back(line.key);
            good = good && key && line.readable;
            if (key && line.readable) keys.push_back({*key, line.until});
        }
        if (good) continue;
        problems.push_back(
            trf("the secret {} is no whsec_ or whsk_ key; make one with \"outreach secret new\"",
                place_of(source, base)));
    }
    return keys;
}

std::vector<SigningKey> load_keys(const std::vector<SecretSource>& sources,
                                  const fs::path& base,
                                  std::vector<std::string>& problems) {
    std::vector<std::string> texts;
    std::vector<SigningKey> keys;
    // Who verifies takes an old key as long as it stands in the file.
    for (LoadedKey& each : load_timed_keys(sources, base, problems, texts)) {
        keys.push_back(std::move(each.key));
    }
    return keys;
}

Result<std::string> rotate_key(const fs::path& file, SysTime now, SysTime until) {
    constexpr std::size_t kMostKeys = 10;
    const auto text = read_file(file, kLargestSecret);
    if (!text) return text.error();
    const auto lines = read_lines(*text);
    if (lines.empty() || !parse_key(lines.front().key)) return Errc::bad_input;
    if (lines.front().key.starts_with("whpk_")) return Errc::bad_input;
    KeyPair fresh;
    if (lines.front().key.starts_with("whsk_")) {
        fresh = new_key_pair();
    } else {
        fresh.secret = new_secret();
    }
    std::string out = fresh.secret + "\n";
    std::size_t kept = 1;
    for (const KeyLine& line : lines) {
        const SysTime end = std::min(line.until, until);
        if (end <= now || kept++ == kMostKeys) continue;
        out += line.key + " until=" + to_rfc3339_utc(end) + "\n";
    }
    const auto written = write_file(file, out, 0600);
    if (!written) return written.error();
    return fresh.shown;
}

Result<std::string> read_secret(const SecretSource& source, const fs::path& base) {
    const auto text = read_source(source, base);
    if (!text) return text.error();
    return std::string(trimmed(*text));
}

std::string new_secret() {
    return "whsec_" + to_base64(secure_random(32));
}

KeyPair new_key_pair() {
    const std::string seed = secure_random(32);
    const std::string shown = ed25519_public_key(seed);
    return {"whsk_" + to_base64(seed + shown), "whpk_" + to_base64(shown)};
}

}  // namespace outreach::connectors
