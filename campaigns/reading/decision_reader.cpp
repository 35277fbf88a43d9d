#include "campaigns/reading/decision_reader.hpp"

#include <algorithm>

#include "campaigns/reading/common_readers.hpp"

namespace outreach::reading {
namespace {

using campaigns::Choice;
using campaigns::Decision;
using Kind = JsonNode::Kind;

void read_texts(const JsonNode& node, Decision& decision, Diagnostics& diagnostics) {
    ObjectReader object(node, "texts", diagnostics);
    if (node.kind != Kind::object) return;
    decision.go = read_text_value(object, "go", kLongestText);
    decision.cancel = read_text_value(object, "cancel", kLongestText);
    decision.postpone = read_text_value(object, "postpone", kLongestText);
    object.finish();
}

// What would be sent ought to say something.
void check_words(const Decision& decision, ObjectReader& object) {
    const Choice said = decision.outcome.value_or(decision.usual);
    if (!decision.text(said).empty()) return;
    object.diagnostics().warn(
        Code::bad_decision,
        {object.span().begin, object.span().begin + 1},
        trf("there is no text for \"{}\", which is what would be sent", campaigns::word(said)),
        tr("write what the partners shall read then"));
}

std::optional<Decision> read_decision(const JsonNode& node, Diagnostics& diagnostics) {
    ObjectReader object(node, "decision", diagnostics);
    if (node.kind != Kind::object) return {};
    Decision decision;
    std::optional<campaigns::LocalTime> at;
    if (const JsonNode* time = object.need("at")) at = read_local_time(*time, diagnostics);
    bool chosen = false;
    if (object.need("default") != nullptr) {
        const auto usual = object.choice<Choice>("default");
        chosen = usual.has_value();
        decision.usual = usual.value_or(Choice::go);
    }
    decision.outcome = object.choice<Choice>("outcome");
    if (const JsonNode* texts = object.find("texts")) read_texts(*texts, decision, diagnostics);
    if (object.has("to")) decision.to = read_recipients(object, "to");
    object.finish();
    if (!at || !chosen) return {};
    decision.at = *at;
    check_words(decision, object);
    return decision;
}

}  // namespace

std::vector<Decision> read_decisions(ObjectReader& activity) {
    std::vector<Decision> decisions;
    activity.each("decisions", 20, [&](const JsonNode& item) {
        if (auto decision = read_decision(item, activity.diagnostics())) {
            decisions.push_back(std::move(*decision));
        }
    });
    std::stable_sort(decisions.begin(), decisions.end(), [](const Decision& a, const Decision& b) {
        return a.at < b.at;
    });
    for (std::size_t i = 1; i < decisions.size(); ++i) {
        if (campaigns::decision_name(decisions[i]) != campaigns::decision_name(decisions[i - 1])) {
            continue;
        }
        activity.diagnostics().error(Code::bad_decision,
                                     activity.find("decisions")->span,
                                     tr("two decisions at the same moment"),
                                     tr("make them one, or move one of them"));
    }
    return decisions;
}

}  // namespace outreach::reading
