#include "campaigns/reading/receiver_reader.hpp"

#include <algorithm>

namespace outreach::reading {
namespace {

using Kind = JsonNode::Kind;

constexpr std::size_t kMostReceivers = 500;
constexpr std::int64_t kLargestQuota = 10'000'000;

// ^[UCR][0-9a-f]{32}$
bool is_receiver(std::string_view text) {
    return text.size() == 33 && std::string_view("UCR").find(text[0]) != std::string_view::npos &&
           text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

// False after a report.
bool check_receiver(const JsonNode& node, Diagnostics& diagnostics) {
    if (node.kind != Kind::string) {
        report_type(diagnostics, node, "to", Kind::string);
        return false;
    }
    if (is_receiver(node.text)) return true;
    diagnostics.error(Code::bad_receiver,
                      node.span,
                      trf("\"{}\" is no receiver that LINE knows", node.text),
                      tr("write the id of a user (U…), group (C…) or room (R…) with its 32 digits "
                         "0-9, a-f, or \"to\": \"broadcast\" for everybody who follows"));
    return false;
}

void read_list(ObjectReader& object, std::vector<std::string>& to) {
    const std::size_t count = object.find("to")->items.size();
    object.some("to", kMostReceivers, [&](const JsonNode& item) {
        if (!check_receiver(item, object.diagnostics())) return;
        if (item.text[0] != 'U' && count > 1) {
            object.diagnostics().error(
                Code::bad_receiver,
                item.span,
                trf("\"{}\" is a group or room; these take a message one at a time", item.text),
                tr("give it an endpoint of its own"));
            return;
        }
        if (std::find(to.begin(), to.end(), item.text) != to.end()) {
            object.diagnostics().error(Code::duplicate_id,
                                       item.span,
                                       trf("\"{}\" stands here a second time", item.text),
                                       tr("remove one of the two"));
            return;
        }
        to.push_back(item.text);
    });
}

}  // namespace

void read_receivers(ObjectReader& object, campaigns::Endpoint& endpoint) {
    const JsonNode* to = object.find("to");
    object.find("monthly_quota");
    if (endpoint.connector != "line") return;
    if (const auto quota = object.integer("monthly_quota", 1, kLargestQuota)) {
        endpoint.monthly_quota = static_cast<int>(*quota);
    }
    if (to == nullptr) return;
    if (to->kind == Kind::array) return read_list(object, endpoint.to);
    if (to->kind == Kind::string && to->text == "broadcast") return;
    if (check_receiver(*to, object.diagnostics())) endpoint.to.push_back(to->text);
}

}  // namespace outreach::reading
