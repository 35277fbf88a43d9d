#include "scheduler/queue/script_arguments.hpp"

#include <algorithm>

namespace outreach::queue {

char letter(Verdict verdict) {
    switch (verdict) {
        case Verdict::delivered:
            return 'd';
        case Verdict::retry:
            return 'r';
        case Verdict::dead:
            return 'k';
        case Verdict::expired:
            return 'e';
        case Verdict::withdrawn:
            return 'w';
        case Verdict::put_back:
            return 'b';
        case Verdict::wait:
            return 'o';
    }
    return 'd';
}

std::vector<Part> split(const LaneChange& change) {
    std::vector<Part> parts(1);
    const auto room = [&]() -> Part& {
        if (parts.back().items() >= kMostItems) parts.emplace_back();
        return parts.back();
    };
    for (const NoticeNumber number : change.revived) room().revived.push_back(number_text(number));
    for (const NoticeNumber number : change.finals) room().finals.push_back(number_text(number));
    for (const NoticeNumber number : change.drops) room().drops.push_back(number_text(number));
    for (const QueueEntry& entry : change.upserts) {
        auto& list = room().upserts;
        list.push_back(number_text(entry.number));
        list.push_back(text(to_ms(entry.due)));
        list.push_back(text(entry.settled_attempts));
    }
    return parts;
}

std::vector<std::pair<int, std::vector<std::size_t>>> chunks(
    const std::map<int, std::vector<std::size_t>>& groups) {
    std::vector<std::pair<int, std::vector<std::size_t>>> out;
    for (const auto& [partition, indexes] : groups) {
        for (std::size_t at = 0; at < indexes.size(); at += kMostItems) {
            const auto first = indexes.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(kMostItems, indexes.size() - at);
            out.emplace_back(
                partition,
                std::vector<std::size_t>(first, first + static_cast<std::ptrdiff_t>(count)));
        }
    }
    return out;
}

void add_lease(std::vector<std::string>& args, const Lease& lease) {
    args.push_back(lease.lane);
    args.push_back(number_text(lease.number));
    args.push_back(lease.token);
}

}  // namespace outreach::queue
