// Every HTTP connector at its service's limit, over real sockets: a text is whole up to the limit,
// visibly cut behind it and never cut apart, and no markup in it takes effect.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/support/connector_rig.hpp"
#include "tests/support/sample_text.hpp"

namespace outreach::connectors {
namespace {

using nlohmann::json;
using test::bytes;
using test::code_points;
using test::ConnectorRig;
using test::fill;
using test::flat;
using test::Measure;
using test::Shown;
using test::utf16_units;
using Texts = std::vector<std::string>;

const std::string kSubject = "社会を明るくする運動";  // 10 code points, 10 UTF-16 units
constexpr std::size_t kSection = 3000;                // Slack's
constexpr std::size_t kMostLeftOver = 40;  // units; less than a few of the longest characters

struct Row {
    std::string name{};
    std::string connector{};
    std::size_t limit = 0;
    Measure unit = code_points;
    std::size_t frame = 0;  // what the subject takes of the limit; of a whole body it is asked
    std::size_t (*sent)(const std::string& body) = nullptr;  // as the service counts
    std::function<void(ConnectorRig&)> prepare = [](ConnectorRig&) {};
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

std::size_t whole_body(const std::string& body) {
    return body.size();
}
std::size_t all_blocks(const std::string& body) {
    const json document = json::parse(body);
    std::size_t sum = 0;
    for (const json& block : document.at("blocks")) {
        sum += utf16_units(block.at("text").at("text").get<std::string>());
    }
    return sum;
}
std::string at(const std::string& body, const char* place) {
    return json::parse(body).at(json::json_pointer(place)).get<std::string>();
}
std::size_t post(const std::string& body) {
    return code_points(at(body, "/text"));
}
std::size_t embed(const std::string& body) {
    return utf16_units(at(body, "/embeds/0/description"));
}
std::size_t text_message(const std::string& body) {
    return utf16_units(at(body, "/messages/0/text"));
}
template <Measure unit>
std::size_t letter(const std::string& body) {
    return unit(at(body, "/message"));
}

std::function<void(ConnectorRig&)> to_users(std::size_t count) {
    return [count](ConnectorRig& rig) {
        rig.target.to.assign(count, "U" + std::string(32, 'a'));
        for (std::size_t i = 0; i < count; ++i) rig.target.to[i][1] = static_cast<char>('0' + i);
    };
}
std::function<void(ConnectorRig&)> counting(const char* word, Measure unit) {
    return [word, unit](ConnectorRig& rig) {
        rig.target.recipe = test::inbox_recipe(2000, word);
        rig.fake_as<test::FakeInbox>().length = unit;
    };
}
void below_its_own(ConnectorRig& rig) {
    rig.fake_as<test::FakeSlack>().most_in_all = 12'000;
}
void as_measured(ConnectorRig& rig) {
    rig.fake_as<test::FakeTeams>().most_bytes = 21'000;
}

std::vector<Row> rows() {
    const auto utf16 = counting("utf16", utf16_units);
    const auto in_bytes = counting("bytes", bytes);
    return {{"slack", "slack", 12'000, utf16_units, 10, all_blocks, below_its_own},
            {"mattermost", "mattermost", 16'383, code_points, 16, post},
            {"teams", "teams", 21'000, bytes, 0, whole_body, as_measured},
            {"discord", "discord", 4096, utf16_units, 0, embed},
            {"google_chat", "google_chat", 32'000, bytes, 0, whole_body},
            {"line_push", "line", 5000, utf16_units, 12, text_message, to_users(1)},
            {"line_multicast", "line", 5000, utf16_units, 12, text_message, to_users(3)},
            {"line_broadcast", "line", 5000, utf16_units, 12, text_message, to_users(0)},
            {"template_characters", "template", 2000, code_points, 0, letter<code_points>},
            {"template_utf16", "template", 2000, utf16_units, 0, letter<utf16_units>, utf16},
            {"template_bytes", "template", 2000, bytes, 0, letter<bytes>, in_bytes}};
}

// The one message that is shown; none fails.
Shown deliver(ConnectorRig& rig, const std::string& subject, const std::string& text) {
    rig.fake().accepted.clear();
    const Outcome outcome = rig.send(rig.notice(subject, text));
    EXPECT_TRUE(arrived(outcome.verdict)) << outcome.detail << ": " << outcome.answer;
    EXPECT_EQ(rig.fake().accepted.size(), 1U) << "neither refused nor split";
    return rig.fake().accepted.empty() ? Shown() : rig.fake().accepted.front();
}

class ConnectorLimit : public testing::TestWithParam<Row> {
protected:
    ConnectorLimit() { row.prepare(rig); }
    Shown deliver(const std::string& text) { return connectors::deliver(rig, kSubject, text); }
    std::size_t sent() { return row.sent(rig.fake().requests.back().body); }
    // What is left for the text.
    std::size_t room() {
        if (row.sent != whole_body) return row.limit - row.frame;
        (void)deliver("x");
        return row.limit - (sent() - 1);
    }
    // Slack takes a section after the other, and each ends with a line.
    std::string text_of(std::size_t size) {
        std::string lines;
        for (; row.connector == "slack" && size > kSection; size -= kSection) {
            lines += fill(kSection, row.unit) + "\n";
        }
        return lines + fill(size, row.unit);
    }
    // `text` with its end cut off before one of `starts`, and a sentence that says so.
    void expect_cut(const std::string& shown, const std::string& text, const Texts& starts) {
        const std::string says_so = flat(cut_statement(campaigns::MessageLanguage::ja));
        const std::string all = flat(shown);
        ASSERT_TRUE(all.starts_with(kSubject));
        ASSERT_TRUE(all.ends_with(says_so));
        const std::size_t kept = all.size() - kSubject.size() - says_so.size();
        ASSERT_LT(kept, text.size());
        EXPECT_EQ(all.compare(kSubject.size(), kept, text, 0, kept), 0);
        const std::string lost = text.substr(kept);
        EXPECT_TRUE(std::any_of(starts.begin(), starts.end(), [&](const std::string& start) {
            return lost.starts_with(start);
        })) << "cut apart";
        EXPECT_LE(sent(), row.limit);
        EXPECT_GT(sent(), row.limit - kMostLeftOver);
    }

    const Row row = GetParam();
    ConnectorRig rig{row.connector};
};

TEST_P(ConnectorLimit, HoldsATextWholeAndCutsOneUnitMore) {
    const std::size_t most = room();
    for (const std::size_t less : {1U, 0U}) {
        const std::string text = text_of(most - less);
        const Shown message = deliver(text);
        EXPECT_EQ(sent(), row.limit - less);
        EXPECT_TRUE(flat(message.text) == kSubject + flat(text)) << less << " below the limit";
        EXPECT_FALSE(message.clipped);
    }
    const std::string text = text_of(most + 1);
    const Shown message = deliver(text);
    Texts starts = test::pieces();
    starts.emplace_back("x");
    expect_cut(message.text, flat(text), starts);
    EXPECT_FALSE(message.clipped);
}

TEST_P(ConnectorLimit, CutsNoCharacterAndNoEscapeApart) {
    const Texts kinds{"ｶﾞ", "𠮷", "👨\u200D👩\u200D👧", "か\u3099", "&", "<", "*", "\""};
    for (const std::string& kind : kinds) {
        for (std::size_t shift = 0; shift < 3; ++shift) {
            SCOPED_TRACE(kind + " behind " + std::to_string(shift));
            std::string text(shift, 'x');
            for (std::size_t i = 0; i < row.limit / row.unit(kind) + 5; ++i) text += kind;
            expect_cut(deliver(text).text, text, {kind});
        }
    }
}

TEST_P(ConnectorLimit, LetsNoMarkupTakeEffect) {
    const std::string subject = "件名 <!channel> <@U123> @everyone";
    const std::string text =
        "<@U123> *太字* @everyone @here <!channel> [x](javascript:alert(1)) `code`\n"
        "R&D < > _下線_ ~取消~ ||伏せ||\n# 見出し\n> 引用\n1. 一\n&lt;b&gt; <users/all>";
    const Shown message = connectors::deliver(rig, subject, text);
    EXPECT_EQ(flat(message.text), flat(subject + text));
    EXPECT_EQ(message.mentions, Texts());
    EXPECT_TRUE(message.preview.empty() || message.preview == subject) << message.preview;
}

INSTANTIATE_TEST_SUITE_P(Service, ConnectorLimit, testing::ValuesIn(rows()), [](const auto& info) {
    return info.param.name;
});

}  // namespace
}  // namespace outreach::connectors
