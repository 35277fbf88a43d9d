// The append-only record of what was seen, decided and done: JSON Lines, group commit. An append
// returns once its lines are on the disk; lines that come while the disk works share one fsync.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "config/base/errc.hpp"
#include "config/base/log.hpp"

namespace outreach::journal {

class Journal {
public:
    // Opens or makes the file, hands every whole line to `replay`, and cuts off a last line that
    // a crash left unfinished. The system's error if the disk refuses.
    static Result<std::unique_ptr<Journal>> open(
        boost::asio::any_io_executor executor,
        const std::filesystem::path& file,
        const std::function<void(std::string_view)>& replay,
        std::shared_ptr<const Log> log);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // `lines` are whole, each with its line end. Errc::journal_failed if the disk refused, for
    // this and every later append: then nothing may be sent.
    boost::asio::awaitable<Result<void>> append(std::string lines);
    [[nodiscard]] bool failed() const;

private:
    struct State;
    explicit Journal(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace outreach::journal
