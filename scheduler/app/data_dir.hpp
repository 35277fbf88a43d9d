// The data directory: made if missing, locked against a second daemon, with the name that this
// daemon keeps for ever.
#pragma once

#include <filesystem>
#include <string>

#include "config/base/errc.hpp"

namespace outreach::app {

class DataDir {
public:
    // Errc::stopped if another daemon holds the lock; the system's error if the disk refuses.
    static Result<DataDir> open(const std::filesystem::path& path);
    DataDir(DataDir&& other) noexcept;
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;
    DataDir& operator=(DataDir&&) = delete;
    ~DataDir();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] const std::string& daemon_id() const noexcept { return daemon_id_; }
    [[nodiscard]] std::filesystem::path journal() const { return path_ / "journal.jsonl"; }

private:
    DataDir(std::filesystem::path path, int lock, std::string id)
        : path_(std::move(path)), lock_(lock), daemon_id_(std::move(id)) {}
    std::filesystem::path path_;
    int lock_;
    std::string daemon_id_;
};

}  // namespace outreach::app
