#include "campaigns/reading/library.hpp"

#include <algorithm>

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"

namespace outreach::reading {
namespace fs = std::filesystem;

LoadedText load_text(const fs::path& path) {
    LoadedText loaded;
    auto text = read_file(path, kLargestFile);
    if (text) {
        loaded.source.emplace(path.string(), std::move(*text));
        return loaded;
    }
    const SourceText empty(path.string(), "");
    Diagnostics diagnostics(empty);
    if (text.error() == Errc::bad_input) {
        diagnostics.error(Code::too_large,
                          {},
                          trf("the file is larger than {} MiB", kLargestFile / 1024 / 1024),
                          tr("split the campaign into several files"));
    } else {
        diagnostics.error(Code::cannot_read,
                          {},
                          trf("the file cannot be read: {}", text.error().message()),
                          tr("check the path and the permissions"));
    }
    loaded.diagnostics = diagnostics.take();
    return loaded;
}

FileRole role_of(const SourceText& source) {
    Diagnostics ignored(source);
    const auto tree = parse_json(source, ignored);
    if (!tree) return FileRole::campaign;
    const auto has = [&](std::string_view key) {
        return std::any_of(tree->members.begin(), tree->members.end(), [&](const JsonMember& each) {
            return each.key == key;
        });
    };
    return has("partners") && !has("activities") ? FileRole::partners : FileRole::campaign;
}

KindBook load_kinds(const fs::path& folder, std::vector<Diagnostic>& diagnostics) {
    KindBook kinds;
    for (const fs::path& path : json_files(folder)) {
        LoadedText loaded = load_text(path);
        std::ranges::move(loaded.diagnostics, std::back_inserter(diagnostics));
        if (!loaded.source) continue;
        auto reading = read_kind(*loaded.source);
        std::ranges::move(reading.diagnostics, std::back_inserter(diagnostics));
        if (reading.value) kinds[reading.value->name] = std::move(*reading.value);
    }
    return kinds;
}

calendar::Holidays load_holidays(const fs::path& path, std::vector<Diagnostic>& diagnostics) {
    if (path.empty()) return calendar::Holidays();
    LoadedText loaded = load_text(path);
    std::ranges::move(loaded.diagnostics, std::back_inserter(diagnostics));
    if (!loaded.source) return calendar::Holidays();
    auto reading = read_holidays(*loaded.source);
    std::ranges::move(reading.diagnostics, std::back_inserter(diagnostics));
    return reading.value ? calendar::Holidays(*reading.value) : calendar::Holidays();
}

std::vector<fs::path> json_files(const fs::path& path) {
    std::vector<fs::path> files;
    std::error_code ec;
    if (!fs::is_directory(path, ec)) return {path};
    auto walk =
        fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, ec);
    for (; !ec && walk != fs::recursive_directory_iterator(); walk.increment(ec)) {
        const std::string name = walk->path().filename().string();
        if (name.starts_with('.')) {
            if (walk->is_directory(ec)) walk.disable_recursion_pending();
            continue;
        }
        if (walk->path().extension() == ".json" && walk->is_regular_file(ec)) {
            files.push_back(walk->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace outreach::reading
