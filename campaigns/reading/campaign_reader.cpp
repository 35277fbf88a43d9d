#include "campaigns/reading/campaign_reader.hpp"

#include <algorithm>
#include <set>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/activity_reader.hpp"
#include "campaigns/reading/common_readers.hpp"

namespace outreach::reading {
namespace {

using campaigns::Campaign;
using Kind = JsonNode::Kind;

campaigns::Organizer read_organizer(const JsonNode& node,
                                    const campaigns::PartnerBook* partners,
                                    Diagnostics& diagnostics) {
    ObjectReader object(node, "organizer", diagnostics);
    campaigns::Organizer organizer;
    if (node.kind != Kind::object) return organizer;
    organizer.name = object.need_text("name", 400);
    if (const JsonNode* contact = object.find("contact")) {
        organizer.contact = read_contact(*contact, diagnostics);
    }
    organizer.partner = PartnerId(object.text("partner", 64));
    object.finish();
    if (!organizer.partner.empty() && partners != nullptr &&
        partners->find(organizer.partner) == nullptr) {
        diagnostics.error(
            Code::unknown_partner,
            object.find("partner")->span,
            trf("there is no partner \"{}\" in the partner file", organizer.partner.str()),
            tr("this partner receives what is addressed to @organizer"));
    }
    return organizer;
}

campaigns::PlanFrame read_plan(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "plan", diagnostics);
    campaigns::PlanFrame plan;
    plan.title = object.text("title");
    plan.law = object.text("law");
    plan.aim = object.text("aim");
    plan.period = object.text("period");
    plan.policies = object.texts("policies");
    plan.themes = object.texts("themes");
    object.finish();
    return plan;
}

campaigns::Measurement read_measurement(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "measurement", diagnostics);
    campaigns::Measurement measurement;
    if (node.kind != Kind::object) return measurement;
    measurement.period = object.need_text("period", 100);
    if (object.need("value") != nullptr) {
        measurement.value = object.number("value", -1e15, 1e15).value_or(0);
    }
    object.finish();
    return measurement;
}

std::optional<campaigns::Objective> read_objective(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "objective", diagnostics);
    if (node.kind != Kind::object) return {};
    campaigns::Objective objective;
    objective.id = ObjectiveId(object.need_id("id"));
    objective.label = object.need_text("label", 1000);
    objective.unit = object.text("unit", 40);
    if (const JsonNode* better = object.need("better", Kind::string)) {
        objective.higher_is_better = better->text == "higher";
        if (better->text != "higher" && better->text != "lower") {
            report_choice(diagnostics, *better, {"higher", "lower"});
        }
    }
    if (const JsonNode* baseline = object.find("baseline")) {
        objective.baseline = read_measurement(*baseline, diagnostics);
    }
    object.each("measured", 100, [&](const JsonNode& item) {
        objective.measured.push_back(read_measurement(item, diagnostics));
    });
    if (const JsonNode* target = object.need("target")) {
        objective.target = read_measurement(*target, diagnostics);
    }
    object.each("themes", 99, [&](const JsonNode& item) {
        if (item.kind != Kind::integer) report_type(diagnostics, item, "themes", Kind::integer);
        objective.themes.push_back(static_cast<int>(item.integer));
    });
    objective.note = object.text("note", 20'000);
    object.finish();
    return objective;
}

std::optional<campaigns::Initiative> read_initiative(const JsonNode& node,
                                                     Diagnostics& diagnostics) {
    ObjectReader object(node, "initiative", diagnostics);
    if (node.kind != Kind::object) return {};
    campaigns::Initiative initiative;
    initiative.id = object.need_id("id");
    initiative.title = object.need_text("title", 1000);
    if (const JsonNode* status = object.find("status", Kind::string)) {
        initiative.is_new = status->text == "new";
        if (status->text != "new" && status->text != "continued") {
            report_choice(diagnostics, *status, {"new", "continued"});
        }
    }
    initiative.description = object.text("description", 20'000);
    initiative.owner = object.text("owner", 400);
    object.finish();
    return initiative;
}

int read_fiscal_year(ObjectReader& object) {
    const JsonNode* node = object.need("fiscal_year", Kind::string);
    if (node == nullptr) return 0;
    if (const auto year = calendar::parse_fiscal_year(node->text)) return *year;
    object.diagnostics().error(Code::bad_fiscal_year,
                               node->span,
                               trf("\"{}\" is no fiscal year", node->text),
                               tr("write it like R7 or 2025"));
    return 0;
}

std::string read_timezone(ObjectReader& object) {
    const JsonNode* node = object.find("timezone", Kind::string);
    if (node == nullptr) return "Asia/Tokyo";
    if (calendar::Zone::find(node->text)) return node->text;
    object.diagnostics().error(Code::bad_timezone,
                               node->span,
                               trf("there is no time zone \"{}\"", node->text),
                               tr("use a name of the IANA tz database, like Asia/Tokyo"));
    return "Asia/Tokyo";
}

void refuse_later_keys(ObjectReader& object) {
    object.accept_only(
        "approval", "none", "approval is not served yet; leave it away or say \"none\"");
    object.refuse("sending",
                  "sending hours come with the calendar; choose \"at\" times within them");
    object.refuse("quiet_periods", "quiet periods come with the calendar of sending hours");
}

// Reads the list under `key`, keeping what could be read and reporting doubled ids.
template <class T, class Read, class GetId>
std::vector<T> read_list(ObjectReader& object, const char* key, Read read, GetId id_of) {
    std::vector<T> all;
    std::set<std::string> ids;
    object.each(key, 10'000, [&](const JsonNode& item) {
        auto one = read(item);
        if (!one) return;
        const std::string id = id_of(*one);
        if (!id.empty() && !ids.insert(id).second) {
            object.diagnostics().error(
                Code::duplicate_id,
                {item.span.begin, item.span.begin + 1},
                trf("the id \"{}\" is used a second time in \"{}\"", id, key),
                tr("give each entry its own id"));
        }
        all.push_back(std::move(*one));
    });
    return all;
}

Campaign read_whole(ObjectReader& object,
                    const KindBook& kinds,
                    const campaigns::PartnerBook* partners) {
    Diagnostics& diagnostics = object.diagnostics();
    Campaign campaign;
    object.text("$schema");
    read_format(object);
    campaign.id = CampaignId(object.need_id("id"));
    if (const JsonNode* title = object.need("title")) {
        campaign.title = read_localized(*title, "title", diagnostics);
    }
    if (const JsonNode* description = object.find("description")) {
        campaign.description = read_localized(*description, "description", diagnostics);
    }
    campaign.fiscal_year = read_fiscal_year(object);
    campaign.timezone = read_timezone(object);
    if (const JsonNode* organizer = object.need("organizer")) {
        campaign.organizer = read_organizer(*organizer, partners, diagnostics);
    }
    if (const JsonNode* plan = object.find("plan")) campaign.plan = read_plan(*plan, diagnostics);
    refuse_later_keys(object);
    campaign.objectives = read_list<campaigns::Objective>(
        object,
        "objectives",
        [&](const JsonNode& item) { return read_objective(item, diagnostics); },
        [](const campaigns::Objective& each) { return each.id.str(); });
    campaign.initiatives = read_list<campaigns::Initiative>(
        object,
        "initiatives",
        [&](const JsonNode& item) { return read_initiative(item, diagnostics); },
        [](const campaigns::Initiative& each) { return each.id; });
    ReadingContext context{kinds,
                           partners,
                           campaign.fiscal_year,
                           campaign.organizer.partner.str(),
                           {},
                           campaign.plan.themes.size()};
    for (const auto& each : campaign.initiatives) context.initiatives.push_back(each.id);
    object.need("activities");
    campaign.activities = read_list<campaigns::Activity>(
        object,
        "activities",
        [&](const JsonNode& item) { return read_activity(item, context, diagnostics); },
        [](const campaigns::Activity& each) { return each.id.str(); });
    campaign.source = object.text("source", 20'000);
    object.finish();
    return campaign;
}

}  // namespace

void check_recipients(const JsonNode* list,
                      const ReadingContext& context,
                      campaigns::Audience audience,
                      Diagnostics& diagnostics) {
    if (list == nullptr || context.partners == nullptr) return;
    std::vector<std::string> ids;
    std::vector<std::string> groups{"@organizer"};
    for (const auto& partner : context.partners->partners) ids.push_back(partner.id.str());
    for (const auto& [name, members] : context.partners->groups) groups.push_back("@" + name);
    for (const JsonNode& item : list->items) {
        const bool group = item.text.starts_with('@');
        const auto& known = group ? groups : ids;
        if (item.text == "@organizer" && context.organizer_partner.empty()) {
            diagnostics.error(Code::unknown_partner,
                              item.span,
                              tr("nobody is named to receive what goes to @organizer"),
                              tr("add \"partner\": \"…\" to \"organizer\""));
            continue;
        }
        if (std::find(known.begin(), known.end(), item.text) == known.end()) {
            const std::string near = did_you_mean(item.text, known);
            diagnostics.error(
                group ? Code::unknown_group : Code::unknown_partner,
                item.span,
                group ? trf("there is no group \"{}\" in the partner file", item.text)
                      : trf("there is no partner \"{}\" in the partner file", item.text),
                near.empty() ? tr("add it to the partner file, or correct the name")
                             : trf("did you mean \"{}\"?", near));
            continue;
        }
        const auto* partner = group ? nullptr : context.partners->find(PartnerId(item.text));
        if (partner != nullptr && partner->audience < audience) {
            diagnostics.warn(
                Code::beyond_audience,
                item.span,
                trf("\"{}\" may know what is \"{}\", but this is \"{}\": nothing will be sent to "
                    "it",
                    item.text,
                    campaigns::word(partner->audience),
                    campaigns::word(audience)),
                tr("remove the partner here, or lower the activity's audience if that is right"));
        }
    }
}

Reading<Campaign> read_campaign(const SourceText& source,
                                const KindBook& kinds,
                                const campaigns::PartnerBook* partners) {
    Diagnostics diagnostics(source);
    Reading<Campaign> reading;
    if (const auto tree = parse_json(source, diagnostics)) {
        ObjectReader object(*tree, "campaign", diagnostics);
        if (tree->kind == Kind::object) {
            Campaign campaign = read_whole(object, kinds, partners);
            if (!diagnostics.has_errors()) reading.value = std::move(campaign);
        }
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::reading
