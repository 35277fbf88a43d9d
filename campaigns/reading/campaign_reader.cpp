#include "campaigns/reading/campaign_reader.hpp"

#include <algorithm>
#include <set>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/reading/activity_reader.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/sending_reader.hpp"

namespace outreach::reading {
namespace {

using campaigns::Campaign;
using Kind = JsonNode::Kind;

// A partner id under an optional key; empty if absent or unknown.
PartnerId read_partner_id(ObjectReader& object,
                          const char* key,
                          const campaigns::PartnerBook* partners,
                          const char* what_for) {
    const JsonNode* node = object.find(key);
    if (node == nullptr) return {};
    const PartnerId id(object.need_id(key));
    if (id.empty() || partners == nullptr || partners->find(id) != nullptr) return id;
    std::vector<std::string> known;
    for (const auto& partner : partners->partners) known.push_back(partner.id.str());
    const std::string near = did_you_mean(id.str(), known);
    object.diagnostics().error(
        Code::unknown_partner,
        node->span,
        trf("there is no partner \"{}\" in the partner file", id.str()),
        near.empty() ? std::string(tr(what_for)) : trf("did you mean \"{}\"?", near));
    return {};
}

campaigns::Organizer read_organizer(const JsonNode& node,
                                    const campaigns::PartnerBook* partners,
                                    Diagnostics& diagnostics) {
    ObjectReader object(node, "organizer", diagnostics);
    campaigns::Organizer organizer;
    if (node.kind != Kind::object) return organizer;
    organizer.name = read_title(object, "name");
    if (const JsonNode* contact = object.find("contact")) {
        organizer.contact = read_contact(*contact, diagnostics);
    }
    organizer.partner = read_partner_id(
        object, "partner", partners, "this partner receives what is addressed to @organizer");
    object.finish();
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

// A plan of years whose equinoxes are not official yet may still shift by a day.
void check_gazetted(ObjectReader& object, const Campaign& campaign, const ReadingAids& aids) {
    if (!aids.today || campaign.fiscal_year == 0) return;
    const int known = aids.holidays.gazetted_until(*aids.today);
    if (campaign.fiscal_year + 1 <= known) return;
    const JsonNode* node = object.find("fiscal_year");
    if (node == nullptr) return;
    object.diagnostics().warn(
        Code::not_gazetted,
        node->span,
        trf("the holidays of {} are not official yet", std::max(known + 1, campaign.fiscal_year)),
        tr("they are worked out by the law; look again after 1 February of the year before"));
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

Campaign read_whole(ObjectReader& object, const ReadingAids& aids) {
    const campaigns::PartnerBook* partners = aids.partners;
    Diagnostics& diagnostics = object.diagnostics();
    Campaign campaign;
    object.text("$schema");
    read_format(object);
    campaign.id = CampaignId(object.need_id("id"));
    campaign.title = read_title(object, "title");
    if (const JsonNode* description = object.find("description")) {
        campaign.description = read_localized(*description, "description", diagnostics);
    }
    campaign.fiscal_year = read_fiscal_year(object);
    campaign.timezone = read_timezone(object);
    if (const JsonNode* organizer = object.need("organizer")) {
        campaign.organizer = read_organizer(*organizer, partners, diagnostics);
    }
    if (const JsonNode* plan = object.find("plan")) campaign.plan = read_plan(*plan, diagnostics);
    if (const JsonNode* sending = object.find("sending")) {
        campaign.sending = read_sending(*sending, diagnostics);
    }
    campaign.quiet_periods = read_quiet_periods(object);
    const bool needs_approval = read_approval(object, false);
    campaign.approver =
        read_partner_id(object, "approver", partners, "this partner is reminded to approve");
    if (campaign.approver.empty()) campaign.approver = campaign.organizer.partner;
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
    ReadingContext context{aids.kinds,
                           partners,
                           aids.holidays,
                           *calendar::Zone::find(campaign.timezone),
                           campaign.organizer,
                           needs_approval,
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
    check_gazetted(object, campaign, aids);
    return campaign;
}

}  // namespace

Reading<Campaign> read_campaign(const SourceText& source, const ReadingAids& aids) {
    Diagnostics diagnostics(source);
    Reading<Campaign> reading;
    if (const auto tree = parse_json(source, diagnostics)) {
        ObjectReader object(*tree, "campaign", diagnostics);
        if (tree->kind == Kind::object) {
            Campaign campaign = read_whole(object, aids);
            if (!diagnostics.has_errors()) reading.value = std::move(campaign);
        }
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::reading
