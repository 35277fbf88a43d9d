// Every Redis key name, and nothing else. Partition = crc16(partner id) mod P, so that a
// partner's limits and pauses are atomic with the claim, and one hash tag keeps a partition in
// one slot of a cluster (queue.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/base/ids.hpp"

namespace outreach::queue {

// CRC-16/XMODEM, the one that Redis Cluster uses for slots.
[[nodiscard]] unsigned crc16(std::string_view text) noexcept;

class QueueKeys {
public:
    explicit QueueKeys(int partitions) : partitions_(partitions) {}
    [[nodiscard]] int partitions() const noexcept { return partitions_; }
    [[nodiscard]] int partition_of_lane(std::string_view lane) const;

    [[nodiscard]] static std::string meta() { return "outreach:meta"; }
    [[nodiscard]] static std::string campaign(const CampaignId& id) {
        return "outreach:campaign:" + id.str();
    }
    [[nodiscard]] static std::string prefix(int partition);
    [[nodiscard]] static std::string lane(int partition, std::string_view name);
    [[nodiscard]] static std::string dead(int partition) { return prefix(partition) + "dead"; }
    [[nodiscard]] static std::string revisions(int partition) {
        return prefix(partition) + "revisions";
    }
    [[nodiscard]] static std::string gates(int partition) { return prefix(partition) + "gates"; }
    [[nodiscard]] static std::string wake(int partition) { return prefix(partition) + "wake"; }
    // heads, urgent heads, flight, gates: what every step is given.
    [[nodiscard]] static std::vector<std::string> common(int partition);

private:
    int partitions_;
};

}  // namespace outreach::queue
