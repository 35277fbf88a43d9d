#include "campaigns/reading/recipient_check.hpp"

#include <algorithm>

namespace outreach::reading {
namespace {

using campaigns::Recipient;

std::set<std::string> unfold(const std::vector<Recipient>& recipients,
                             const ReadingContext& context) {
    std::set<std::string> ids;
    for (const Recipient& each : recipients) {
        if (!each.group) {
            ids.insert(each.name);
        } else if (each.name == "organizer") {
            if (!context.organizer_partner.empty()) ids.insert(context.organizer_partner);
        } else if (const auto group = context.partners->groups.find(each.name);
                   group != context.partners->groups.end()) {
            for (const PartnerId& id : group->second) ids.insert(id.str());
        }
    }
    return ids;
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

void check_anybody(const JsonNode& to,
                   const std::vector<Recipient>& narrowed,
                   const std::vector<Recipient>& partners,
                   const ReadingContext& context,
                   Diagnostics& diagnostics) {
    if (context.partners == nullptr) return;
    // An unknown name is an error of its own.
    const bool known = std::all_of(narrowed.begin(), narrowed.end(), [&](const Recipient& each) {
        if (!each.group) return context.partners->find(PartnerId(each.name)) != nullptr;
        return each.name == "organizer" ? !context.organizer_partner.empty()
                                        : context.partners->groups.contains(each.name);
    });
    if (!known) return;
    const auto wanted = unfold(narrowed, context);
    const auto all = unfold(partners, context);
    const bool any = std::any_of(wanted.begin(), wanted.end(), [&](const std::string& id) {
        return all.contains(id) || id == context.organizer_partner;
    });
    if (any) return;
    diagnostics.warn(Code::nobody_to_tell,
                     to.span,
                     tr("nobody is left to receive this"),
                     tr("\"to\" narrows the activity's \"partners\": name some of them here, or "
                        "leave \"to\" away"));
}

std::set<campaigns::MessageLanguage> languages_of(const std::vector<Recipient>& partners,
                                                  const ReadingContext& context) {
    std::set<campaigns::MessageLanguage> languages;
    if (context.partners == nullptr) return languages;
    for (const std::string& id : unfold(partners, context)) {
        const auto* partner = context.partners->find(PartnerId(id));
        if (partner != nullptr) languages.insert(partner->language);
    }
    return languages;
}

}  // namespace outreach::reading
