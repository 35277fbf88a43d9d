// The JSON Schemas that editors use against the reader: a file that the schema refuses must be
// refused by the reader's structural part, and the other way round. valijson judges here; ajv was
// asked the same by tests/oracle/schema.mjs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace outreach::reading {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

const fs::path kSource = OUTREACH_SOURCE_DIR;

json read_json(const fs::path& path) {
    std::ifstream file(path);
    return json::parse(file, nullptr, false);
}

class SchemaFile {
public:
    explicit SchemaFile(const std::string& name)
        : document_(read_json(kSource / "campaigns/schema" / (name + ".schema.json"))) {
        valijson::SchemaParser parser;
        parser.populateSchema(Adapter(document_), schema_);
    }
    [[nodiscard]] bool accepts(const json& document) const {
        valijson::Validator validator;
        return validator.validate(schema_, Adapter(document), nullptr);
    }

private:
    json document_;
    valijson::Schema schema_;
};

TEST(Schema, AcceptsWhatIsShipped) {
    const SchemaFile kinds("kind");
    for (const auto& file : fs::directory_iterator(kSource / "campaigns/kinds")) {
        EXPECT_TRUE(kinds.accepts(read_json(file.path()))) << file.path();
    }
    const fs::path examples = kSource / "campaigns/examples";
    EXPECT_TRUE(SchemaFile("campaign").accepts(read_json(examples / "sapporo-r7.json")));
    EXPECT_TRUE(SchemaFile("campaign").accepts(read_json(examples / "minimal.json")));
    EXPECT_TRUE(SchemaFile("partners").accepts(read_json(examples / "partners.json")));
    EXPECT_TRUE(
        SchemaFile("settings").accepts(read_json(kSource / "config/outreachd.example.json")));
}

TEST(Schema, AgreesWithTheReaderOnEveryFileOfTheCorpus) {
    const SchemaFile campaigns("campaign");
    const SchemaFile partners("partners");
    const fs::path corpus = kSource / "tests/corpus";
    const json expected = read_json(corpus / "expected.json");
    int compared = 0;
    for (const auto& [name, want] : expected.items()) {
        if (want.at("structural").is_null()) continue;
        const json document = read_json(corpus / name);
        if (document.is_discarded()) continue;
        const SchemaFile& schema = name.starts_with("partners") ? partners : campaigns;
        EXPECT_EQ(schema.accepts(document), !want.at("structural").get<bool>()) << name;
        ++compared;
    }
    for (const char* folder : {"valid", "partners-valid"}) {
        const SchemaFile& schema = std::string(folder) == "valid" ? campaigns : partners;
        for (const auto& file : fs::directory_iterator(corpus / folder)) {
            EXPECT_TRUE(schema.accepts(read_json(file.path()))) << file.path();
            ++compared;
        }
    }
    EXPECT_GT(compared, 450);
    std::printf("%d files compared\n", compared);
}

}  // namespace
}  // namespace outreach::reading
