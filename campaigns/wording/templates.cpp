#include "campaigns/wording/templates.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>

#include "campaigns/wording/dates.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"

namespace outreach::wording {
namespace {

namespace fs = std::filesystem;
namespace km = kainjow::mustache;
using campaigns::MessageLanguage;
using campaigns::Status;

constexpr std::size_t kLargestTemplate = 64 * 1024;

// An empty text counts as absent, so that {{#floor}}…{{/floor}} disappears.
void set_text(km::data& data, const char* name, const std::string& value) {
    if (value.empty()) {
        data.set(name, km::data::type::bool_false);
    } else {
        data.set(name, value);
    }
}

km::data contact_data(const campaigns::Contact& contact) {
    km::data data;
    set_text(data, "name", contact.name);
    set_text(data, "phone", contact.phone);
    set_text(data, "email", contact.email);
    set_text(data, "url", contact.url);
    return data;
}

km::data venue_data(const campaigns::Venue& venue) {
    km::data data;
    set_text(data, "name", venue.name);
    set_text(data, "ward", venue.ward);
    set_text(data, "floor", venue.floor);
    set_text(data, "address", venue.address);
    set_text(data, "access", venue.access);
    return data;
}

km::data activity_data(const MessageFacts& facts, MessageLanguage language) {
    km::data data;
    data.set("id", facts.activity.id.str());
    data.set("title", facts.activity.title);
    data.set("kind", facts.activity.kind);
    data.set("kind_title", facts.kind_title);
    data.set("status", std::string(campaigns::word(facts.activity.status)));
    data.set("status_label", status_label(facts.activity.status, language));
    set_text(data, "description", facts.activity.description);
    set_text(data, "url", facts.activity.url);
    set_text(data, "bring", facts.activity.bring);
    return data;
}

// A window reads as a plan until the activity has taken place.
std::string window_mark(const MessageFacts& facts, MessageLanguage language) {
    if (!facts.occurrence->window || facts.activity.status == Status::done) return {};
    return language == MessageLanguage::en ? " (date to be fixed)" : "（予定）";
}

km::data facts_data(const MessageFacts& facts, MessageLanguage language) {
    km::data root;
    km::data campaign;
    campaign.set("id", facts.campaign.id.str());
    campaign.set("title", facts.campaign.title.in(language));
    root.set("campaign", campaign);
    root.set("activity", activity_data(facts, language));
    const campaigns::Application& application = facts.activity.application;
    if (application.deadline || !application.how.empty()) {
        km::data data;
        set_text(data,
                 "deadline",
                 application.deadline ? format_moment(*application.deadline, language) : "");
        set_text(data, "how", application.how);
        root.set("application", data);
    }
    if (facts.occurrence != nullptr) {
        root.set("when", format_when(*facts.occurrence, language) + window_mark(facts, language));
        root.set("is_window", facts.occurrence->window);
        if (!facts.occurrence->window) {
            root.set("start_date",
                     format_day(std::chrono::floor<std::chrono::days>(facts.occurrence->start),
                                language));
        }
    }
    root.set("is_late", facts.late);
    if (facts.venue != nullptr) root.set("venue", venue_data(*facts.venue));
    const campaigns::Contact& own = facts.activity.contact;
    const campaigns::Contact& contact = own.empty() ? facts.campaign.organizer.contact : own;
    if (!contact.empty()) root.set("contact", contact_data(contact));
    km::data organizer;
    organizer.set("name", facts.campaign.organizer.name);
    root.set("organizer", organizer);
    km::data partner;
    partner.set("name", facts.partner.name.in(language));
    root.set("partner", partner);
    set_text(root, "text", facts.rule.text.in(language));
    return root;
}

std::string trimmed(std::string text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
        text.pop_back();
    }
    return text;
}

}  // namespace

struct TemplateBook::Impl {
    // Rendering does not change a template, though the library's method is not const.
    mutable std::map<std::string, km::mustache> templates;
};

TemplateBook::TemplateBook() : impl_(std::make_unique<Impl>()) {}
TemplateBook::~TemplateBook() = default;
TemplateBook::TemplateBook(TemplateBook&&) noexcept = default;
TemplateBook& TemplateBook::operator=(TemplateBook&&) noexcept = default;

bool TemplateBook::add(const std::string& name, const std::string& text) {
    km::mustache compiled(text);
    if (!compiled.is_valid()) return false;
    // Messages are plain text: nothing is escaped here, each connector escapes for its service.
    compiled.set_custom_escape([](const std::string& value) { return value; });
    impl_->templates.insert_or_assign(name, std::move(compiled));
    return true;
}

TemplateBook TemplateBook::load(const fs::path& folder, std::vector<std::string>& problems) {
    TemplateBook book;
    std::error_code ec;
    auto walk = fs::recursive_directory_iterator(folder, ec);
    if (ec) problems.push_back(trf("the templates folder {} cannot be read", folder.string()));
    for (; !ec && walk != fs::recursive_directory_iterator(); walk.increment(ec)) {
        const fs::path& path = walk->path();
        if (path.extension() != ".mustache") continue;
        const auto text = read_file(path, kLargestTemplate);
        const std::string name = fs::relative(path, folder).replace_extension().string();
        if (!text || !book.add(name, *text)) {
            problems.push_back(trf("the template {} cannot be used: {}",
                                   path.string(),
                                   text ? tr("its tags do not match") : text.error().message()));
        }
    }
    return book;
}

campaigns::Message TemplateBook::compose(const MessageFacts& facts) const {
    const MessageLanguage language = facts.partner.language;
    campaigns::Message message;
    message.language = language;
    const std::string purpose(campaigns::word(facts.rule.purpose));
    std::vector<std::string> folders{std::string(campaigns::word(language))};
    if (language == MessageLanguage::ja_easy) folders.emplace_back("ja");
    for (const std::string& folder : folders) {
        for (const std::string& name : {facts.activity.kind + "." + purpose, purpose}) {
            const auto found = impl_->templates.find(folder + "/" + name);
            if (found == impl_->templates.end()) continue;
            const std::string whole = found->second.render(facts_data(facts, language));
            const auto cut = whole.find('\n');
            message.subject = trimmed(whole.substr(0, cut));
            if (cut != std::string::npos) {
                const auto body = whole.find_first_not_of("\r\n", cut);
                if (body != std::string::npos) message.text = trimmed(whole.substr(body));
            }
            return message;
        }
    }
    message.subject = facts.activity.title;
    if (facts.occurrence != nullptr) message.text = format_when(*facts.occurrence, language);
    return message;
}

std::string status_label(Status status, MessageLanguage language) {
    const bool english = language == MessageLanguage::en;
    switch (status) {
        case Status::tentative:
            return english ? "tentative" : "予定（仮）";
        case Status::confirmed:
            return english ? "confirmed" : "確定";
        case Status::done:
            return english ? "held" : "実施済";
        case Status::postponed:
            return english ? "postponed, new date not known yet" : "延期（日程未定）";
        case Status::rescheduled:
            return english ? "new date" : "日程変更";
        case Status::cancelled:
            return english ? "cancelled" : "中止";
    }
    return {};
}

}  // namespace outreach::wording
