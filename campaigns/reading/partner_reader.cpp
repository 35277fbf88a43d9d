// Partner files: who can be reached where, how, and what they may know.
#include <algorithm>
#include <set>

#include "campaigns/reading/campaign_reader.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/endpoint_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::Partner;
using campaigns::PartnerBook;
using Kind = JsonNode::Kind;

std::optional<Partner> read_partner(const JsonNode& node,
                                    const KindBook* kinds,
                                    Diagnostics& diagnostics) {
    ObjectReader object(node, "partner", diagnostics);
    if (node.kind != Kind::object) return {};
    Partner partner;
    partner.id = PartnerId(object.need_id("id"));
    partner.name = read_title(object, "name");
    partner.role = object.text("role", 20'000);
    if (const auto audience = object.choice<campaigns::Audience>("audience")) {
        partner.audience = *audience;
    }
    if (const auto language = object.choice<campaigns::MessageLanguage>("language")) {
        partner.language = *language;
    }
    if (const JsonNode* contact = object.find("contact")) {
        partner.contact = read_contact(*contact, diagnostics);
    }
    std::set<std::string> ids;
    object.each("endpoints", 20, [&](const JsonNode& item) {
        auto endpoint = read_endpoint(item, kinds, diagnostics);
        if (!endpoint) return;
        if (!ids.insert(endpoint->id.str()).second) {
            diagnostics.error(Code::duplicate_id,
                              {item.span.begin, item.span.begin + 1},
                              trf("two endpoints have the id \"{}\"", endpoint->id.str()),
                              tr("give each its own"));
        }
        partner.endpoints.push_back(std::move(*endpoint));
    });
    object.finish();
    return partner;
}

void read_groups(ObjectReader& object, PartnerBook& book) {
    const JsonNode* node = object.find("groups", Kind::object);
    if (node == nullptr) return;
    std::vector<std::string> ids;
    for (const Partner& partner : book.partners) ids.push_back(partner.id.str());
    for (const JsonMember& group : node->members) {
        if (!is_valid_id(group.key) || group.key == "organizer") {
            object.diagnostics().error(Code::bad_id,
                                       group.key_span,
                                       trf("\"{}\" cannot name a group", group.key),
                                       tr("use a-z, 0-9 and -; \"organizer\" is taken"));
        }
        auto& members = book.groups[group.key];
        if (group.value.kind != Kind::array) {
            report_type(object.diagnostics(), group.value, group.key.c_str(), Kind::array);
        }
        for (const JsonNode& item : group.value.items) {
            if (std::find(ids.begin(), ids.end(), item.text) == ids.end()) {
                const std::string near = did_you_mean(item.text, ids);
                object.diagnostics().error(Code::unknown_partner,
                                           item.span,
                                           trf("there is no partner \"{}\"", item.text),
                                           near.empty() ? tr("add it to \"partners\"")
                                                        : trf("did you mean \"{}\"?", near));
                continue;
            }
            members.emplace_back(item.text);
        }
    }
}

}  // namespace

Reading<PartnerBook> read_partners(const SourceText& source, const KindBook* kinds) {
    Diagnostics diagnostics(source);
    Reading<PartnerBook> reading;
    if (const auto tree = parse_json(source, diagnostics)) {
        ObjectReader object(*tree, "partner file", diagnostics);
        PartnerBook book;
        object.text("$schema");
        read_format(object);
        object.need("partners");
        std::set<std::string> ids;
        object.each("partners", 10'000, [&](const JsonNode& item) {
            auto partner = read_partner(item, kinds, diagnostics);
            if (!partner) return;
            if (!partner->id.empty() && !ids.insert(partner->id.str()).second) {
                diagnostics.error(Code::duplicate_id,
                                  {item.span.begin, item.span.begin + 1},
                                  trf("two partners have the id \"{}\"", partner->id.str()),
                                  tr("give each its own"));
            }
            book.partners.push_back(std::move(*partner));
        });
        read_groups(object, book);
        object.finish();
        if (!diagnostics.has_errors()) reading.value = std::move(book);
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::reading
