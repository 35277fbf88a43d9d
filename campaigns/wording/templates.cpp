#include "campaigns/wording/templates.hpp"

#include <algorithm>
#include <map>

#include "campaigns/wording/message_data.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"

namespace outreach::wording {
namespace {

namespace fs = std::filesystem;
namespace km = kainjow::mustache;
using campaigns::MessageLanguage;

constexpr std::size_t kLargestTemplate = 64 * 1024;

// Stands for an empty line of the template until the message is rendered.
constexpr char kKeepLine = '\x01';

bool is_tag_line(std::string_view line) {
    const auto from = line.find_first_not_of(" \t");
    if (from == line.npos || line.substr(from, 2) != "{{" || line.size() < from + 4) return false;
    const bool section = std::string_view("#^/!").find(line[from + 2]) != std::string_view::npos;
    const auto end = line.find("}}", from);
    return section && end != line.npos && line.find_first_not_of(" \t", end + 2) == line.npos;
}

// A line that holds nothing but a section's tag leaves no line behind (the Mustache manual's
// "standalone lines"); kainjow's library leaves an empty one for a section that is not shown.
std::string without_tag_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (line.empty()) out += kKeepLine;
        out += line;
        if (!is_tag_line(line)) out += '\n';
    }
    return out;
}

// A correction of what is off says so in the words for that.
std::string template_purpose(const MessageFacts& facts) {
    if (facts.waiting) return "approval";
    using campaigns::Purpose;
    using campaigns::Status;
    Purpose purpose = facts.rule.purpose;
    if (std::holds_alternative<campaigns::OnChange>(facts.rule.when)) {
        if (facts.activity.status == Status::cancelled) purpose = Purpose::cancellation;
        if (facts.activity.status == Status::postponed) purpose = Purpose::postponement;
    }
    return std::string(campaigns::word(purpose));
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
    km::mustache compiled(without_tag_lines(text));
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
    const Reader read{facts.partner.language, facts.partner.audience};
    campaigns::Message message;
    message.language = read.language;
    const std::string purpose = template_purpose(facts);
    std::vector<std::string> folders{std::string(campaigns::word(read.language))};
    if (read.language == MessageLanguage::ja_easy) folders.emplace_back("ja");
    for (const std::string& folder : folders) {
        for (const std::string& name : {facts.activity.kind + "." + purpose, purpose}) {
            const auto found = impl_->templates.find(folder + "/" + name);
            if (found == impl_->templates.end()) continue;
            std::string whole = found->second.render(message_data(facts, read));
            std::erase(whole, kKeepLine);
            const auto cut = whole.find('\n');
            message.subject = trimmed(whole.substr(0, cut));
            if (cut != std::string::npos) {
                const auto body = whole.find_first_not_of("\r\n", cut);
                if (body != std::string::npos) message.text = trimmed(whole.substr(body));
            }
            return message;
        }
    }
    message.subject = read(facts.activity.title);
    message.text = when_text(facts);
    return message;
}

}  // namespace outreach::wording
