#include "scheduler/app/durability.hpp"

#include <map>

namespace outreach::app {

std::string durability_warning(const std::vector<redis::RedisReply>& replies) {
    std::map<std::string, std::string> values;
    for (const redis::RedisReply& reply : replies) {
        for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
            values[std::string(reply.at(i).text())] = reply.at(i + 1).text();
        }
    }
    std::string warning;
    if (values["appendonly"] == "no") warning += "appendonly is no; ";
    if (values["appendonly"] == "yes" && values["appendfsync"] == "no") {
        warning += "appendfsync is no; ";
    }
    const std::string& policy = values["maxmemory-policy"];
    if (!policy.empty() && policy != "noeviction")
        warning += "maxmemory-policy is " + policy + "; ";
    if (warning.empty()) return warning;
    return "this Redis could lose data: " + warning +
           "what is lost is set again from the files and the journal";
}

}  // namespace outreach::app
