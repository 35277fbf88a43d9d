// outreach init, outreach secret new: a first campaign that validates and rehearses at once.
#include <filesystem>

#include "config/base/data_paths.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kLargestExample = 1024 * 1024;

bool put(const fs::path& path, const std::string& text, unsigned mode) {
    const auto written = write_file(path, text, mode);
    if (!written) say(trf("{} cannot be written: {}", path.string(), written.error().message()));
    return written.has_value();
}

int init(const std::string& dir) {
    const fs::path root(dir);
    std::error_code ec;
    if (fs::exists(root / "partners.json", ec) || fs::exists(root / "campaigns", ec)) {
        say(trf("{} has campaigns already; nothing was changed", dir));
        return kBadInput;
    }
    const auto campaign = read_file(examples_dir() / "minimal.json", kLargestExample);
    const auto partners = read_file(examples_dir() / "minimal-partners.json", kLargestExample);
    if (!campaign || !partners) {
        say(trf("the shipped examples in {} cannot be read", examples_dir().string()));
        return kBadInput;
    }
    fs::create_directories(root / "campaigns", ec);
    if (!ec) fs::create_directories(root / "secrets", ec);
    if (ec) {
        say(trf("{} cannot be made: {}", dir, ec.message()));
        return kBadInput;
    }
    fs::permissions(root / "secrets", fs::perms::owner_all, ec);
    const bool done = put(root / "campaigns" / "minimal.json", *campaign, 0644) &&
                      put(root / "partners.json", *partners, 0644) &&
                      put(root / "secrets" / "hogoshikai", connectors::new_secret() + "\n", 0600);
    if (!done) return kBadInput;
    say(trf("made {0}/campaigns/minimal.json, {0}/partners.json and {0}/secrets/hogoshikai", dir));
    say(tr("next:"));
    say(trf("  outreach validate {}/campaigns", dir));
    say(trf("  outreach rehearse {}/campaigns", dir));
    return kSuccess;
}

struct SecretFlags {
    bool ed25519 = false;
    std::string out;
};

int new_secret(const SecretFlags& flags) {
    std::error_code ec;
    if (!flags.out.empty() && fs::exists(flags.out, ec)) {
        say(
            trf("{} is there already and was not changed; to put a new secret in front of an old "
                "one, use \"outreach partner rotate-secret\"",
                flags.out));
        return kBadInput;
    }
    connectors::KeyPair pair;
    if (flags.ed25519) {
        pair = connectors::new_key_pair();
    } else {
        pair.secret = connectors::new_secret();
    }
    if (flags.out.empty()) {
        print(pair.secret);
    } else if (!put(flags.out, pair.secret + "\n", 0600)) {
        return kBadInput;
    }
    if (flags.ed25519) say(trf("give the partner {}", pair.shown));
    return kSuccess;
}

}  // namespace

void add_init(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "init",
        tr("Example: outreach init my-campaign\n"
           "a small campaign and partner file that validate and rehearse at once"));
    const auto dir = std::make_shared<std::string>();
    command->add_option("dir", *dir, tr("the folder to make"))->required();
    command->callback([&action, dir] { action = [dir] { return init(*dir); }; });
}

void add_secret(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("secret", tr("Example: outreach secret new --out secrets/partner"));
    command->require_subcommand(1);
    auto* fresh = command->add_subcommand("new", tr("prints a new shared secret"));
    const auto flags = std::make_shared<SecretFlags>();
    fresh->add_flag(
        "--ed25519", flags->ed25519, tr("a key whose public half is all that the partner has"));
    fresh->add_option(
        "--out", flags->out, tr("write it to this new file, which only you can read"));
    fresh->callback([&action, flags] { action = [flags] { return new_secret(*flags); }; });
}

}  // namespace outreach::cli
