// The `file` connector: notices as files in a folder, for networks that nothing else reaches. A
// receiver takes what ends in ".json" and does not begin with a dot.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <optional>
#include <string>

#include "config/base/clock.hpp"
#include "connectors/connector.hpp"

namespace outreach::connectors {

// "<due>-<id>.json", due as the campaign's local time: "20261130T100000-ntc_20ab.json". Nothing if
// the id is not of a-z, 0-9 and "_" (at most 100), or due is no time.
[[nodiscard]] std::optional<std::string> drop_name(const campaigns::OutgoingNotice& notice);

// Writes the CloudEvent to target->folder, mode 0640, as drop_folder.hpp says: a repeat is
// recognised, a text made anew replaces the old one. Where the target has keys, the line
// "webhook-id webhook-timestamp webhook-signature" goes to "<name>.signature" before, signed as
// Standard Webhooks says over the bytes of the file; a reader who finds that they do not match
// (the file is being replaced) looks again later. Without a usable key nothing is written.
// Held: no such folder, no permission. Retry: the disk is full or does not answer in time.
class FileConnector final : public Connector {
public:
    // `executor`: the loop's, on which send() and the destructor are called. `wall_clock` is the
    // real one even where the daemon's clock is simulated.
    FileConnector(boost::asio::any_io_executor executor, Clock& wall_clock);
    // Waits for the file that is being written, drops those that have not begun.
    ~FileConnector() override;
    FileConnector(const FileConnector&) = delete;
    FileConnector& operator=(const FileConnector&) = delete;

    boost::asio::awaitable<Outcome> send(std::shared_ptr<const Target> target,
                                         std::shared_ptr<const campaigns::OutgoingNotice> notice,
                                         Trial trial) override;

private:
    boost::asio::any_io_executor executor_;
    Clock& wall_clock_;
    boost::asio::thread_pool& disk_of(const std::string& folder);

    // A thread for each folder: one that hangs (a network drive that is gone) holds no other.
    std::map<std::string, boost::asio::thread_pool> disks_;
};

}  // namespace outreach::connectors
