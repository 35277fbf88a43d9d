#include "config/base/data_paths.hpp"

#include <cstdlib>

namespace outreach {
namespace fs = std::filesystem;
namespace {

fs::path program_prefix() {
    std::error_code ec;
    const fs::path program = fs::read_symlink("/proc/self/exe", ec);
    return program.parent_path().parent_path();
}

fs::path find_data_dir() {
    if (const char* told = std::getenv("OUTREACH_DATA"); told != nullptr && *told != '\0') {
        return told;
    }
    std::error_code ec;
    const fs::path installed = program_prefix() / "share" / "outreachd";
    if (fs::is_directory(installed, ec)) return installed;
    return OUTREACH_SOURCE_DIR;
}

}  // namespace

const fs::path& data_dir() {
    static const fs::path dir = find_data_dir();
    return dir;
}

fs::path kinds_dir() {
    return data_dir() / "campaigns" / "kinds";
}
fs::path templates_dir() {
    return data_dir() / "campaigns" / "templates";
}
fs::path examples_dir() {
    return data_dir() / "campaigns" / "examples";
}

fs::path explanations_dir() {
    return data_dir() / "campaigns" / "explanations";
}

fs::path locale_dir() {
    std::error_code ec;
    const fs::path installed = data_dir() / "locale";
    if (fs::is_directory(installed, ec)) return installed;
    return OUTREACH_LOCALE_DIR;
}

}  // namespace outreach
