#include "scheduler/http/order_json.hpp"

#include <map>
#include <nlohmann/json.hpp>

namespace outreach::http {

ReadOrder read_order(const std::string& body) {
    ReadOrder read;
    if (body.empty()) return read;
    const auto document = nlohmann::json::parse(body, nullptr, false);
    if (!document.is_object()) {
        read.problem = "the body must be a JSON object";
        return read;
    }
    Order& order = read.order;
    const std::map<std::string, std::string*> texts{{"reason", &order.reason},
                                                    {"start", &order.start},
                                                    {"end", &order.end},
                                                    {"occurrence", &order.occurrence},
                                                    {"outcome", &order.outcome},
                                                    {"campaign", &order.campaign},
                                                    {"partner", &order.partner},
                                                    {"notice", &order.notice},
                                                    {"endpoint", &order.endpoint},
                                                    {"overlap", &order.overlap},
                                                    {"since", &order.since},
                                                    {"text", &order.text},
                                                    {"state", &order.state},
                                                    {"confirm", &order.confirm}};
    const std::map<std::string, bool*> flags{{"emergency", &order.emergency},
                                             {"waive", &order.waive},
                                             {"all", &order.all},
                                             {"missing", &order.missing},
                                             {"even_late", &order.even_late}};
    for (const auto& [key, value] : document.items()) {
        if (const auto text = texts.find(key); text != texts.end() && value.is_string()) {
            *text->second = value.get<std::string>();
        } else if (const auto flag = flags.find(key); flag != flags.end() && value.is_boolean()) {
            *flag->second = value.get<bool>();
        } else if (key == "decision" && value.is_number_integer()) {
            order.decision =
                static_cast<int>(std::clamp<std::int64_t>(value.get<std::int64_t>(), 0, 1000));
        } else {
            read.problem = "\"" + key + "\" is not known here, or of another type";
            return read;
        }
    }
    constexpr std::size_t kLongestReason = 2000;
    if (order.reason.size() > kLongestReason) read.problem = "the reason is longer than 2000 bytes";
    return read;
}

}  // namespace outreach::http
