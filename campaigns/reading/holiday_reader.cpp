// The holiday file: what was moved, added or taken away since the law was put into the program.
#include "campaigns/reading/campaign_reader.hpp"
#include "campaigns/reading/common_readers.hpp"

namespace outreach::reading {

using calendar::Holidays;

Reading<calendar::HolidayOverrides> read_holidays(const SourceText& source) {
    Diagnostics diagnostics(source);
    Reading<calendar::HolidayOverrides> reading;
    if (const auto tree = parse_json(source, diagnostics)) {
        ObjectReader object(*tree, "holiday file", diagnostics);
        calendar::HolidayOverrides overrides;
        object.text("$schema");
        read_format(object);
        if (const auto year =
                object.integer("gazetted_until", Holidays::kFirstYear, Holidays::kLastYear)) {
            overrides.gazetted_until = static_cast<int>(*year);
        }
        object.each("add", 1000, [&](const JsonNode& item) {
            ObjectReader day(item, "holiday", diagnostics);
            if (item.kind != JsonNode::Kind::object) return;
            const JsonNode* date_node = day.need("date");
            const std::string name = day.need_text("name", 200);
            day.finish();
            if (date_node == nullptr) return;
            if (const auto date = read_date(*date_node, diagnostics)) {
                overrides.add[*date] = {name, name};
            }
        });
        object.each("remove", 1000, [&](const JsonNode& item) {
            if (const auto date = read_date(item, diagnostics)) overrides.remove.push_back(*date);
        });
        object.finish();
        if (!diagnostics.has_errors()) reading.value = std::move(overrides);
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::reading
