// Tells when files of some folders change (inotify(7)), once per burst.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "config/base/errc.hpp"

namespace outreach::plan {

class FileWatcher {
public:
    // Watches the `deep` folders with all below them, and the `flat` ones alone. `on_change` runs
    // 100 ms after the last event of a burst, and at the latest 500 ms after its first.
    static Result<std::unique_ptr<FileWatcher>> start(boost::asio::any_io_executor executor,
                                                      std::vector<std::filesystem::path> deep,
                                                      std::vector<std::filesystem::path> flat,
                                                      std::function<void()> on_change);
    ~FileWatcher();
    FileWatcher(const FileWatcher&) = delete;
    FileWatcher& operator=(const FileWatcher&) = delete;

private:
    struct State;
    explicit FileWatcher(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

}  // namespace outreach::plan
