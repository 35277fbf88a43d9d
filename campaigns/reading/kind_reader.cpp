// Kind files: a new kind of activity is a new file in campaigns/kinds, no code.
#include <algorithm>

#include "campaigns/reading/campaign_reader.hpp"
#include "campaigns/reading/common_readers.hpp"
#include "campaigns/reading/rule_reader.hpp"

namespace outreach::reading {

Reading<campaigns::Kind> read_kind(const SourceText& source) {
    Diagnostics diagnostics(source);
    Reading<campaigns::Kind> reading;
    if (const auto tree = parse_json(source, diagnostics)) {
        ObjectReader object(*tree, "kind", diagnostics);
        campaigns::Kind kind;
        object.text("$schema");
        read_format(object);
        kind.name = object.need_text("kind", 64);
        kind.title = read_title(object, "title");
        object.each("required", 10, [&](const JsonNode& item) {
            const std::vector<std::string> known{"venue", "contact", "description", "application"};
            if (std::find(known.begin(), known.end(), item.text) == known.end()) {
                report_choice(diagnostics, item, known);
            }
            kind.required.push_back(item.text);
        });
        kind.rules = read_rules(object, "notices", false);
        object.finish();
        if (!diagnostics.has_errors()) reading.value = std::move(kind);
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::reading
