#include "scheduler/queue/queue_keys.hpp"

#include <spdlog/fmt/fmt.h>

#include "scheduler/queue/notice_queue.hpp"

namespace outreach::queue {

unsigned crc16(std::string_view text) noexcept {
    unsigned crc = 0;
    for (const char c : text) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
            crc &= 0xFFFFU;
        }
    }
    return crc;
}

int QueueKeys::partition_of_lane(std::string_view lane) const {
    return static_cast<int>(crc16(partner_of_lane(lane)) % static_cast<unsigned>(partitions_));
}

std::string QueueKeys::prefix(int partition) {
    return fmt::format("outreach:{{p{:02}}}:", partition);
}

std::string QueueKeys::lane(int partition, std::string_view name) {
    return fmt::format("{}lane:{}", prefix(partition), name);
}

std::vector<std::string> QueueKeys::common(int partition) {
    const std::string start = prefix(partition);
    return {start + "heads", start + "heads:urgent", start + "flight", gates(partition)};
}

}  // namespace outreach::queue
