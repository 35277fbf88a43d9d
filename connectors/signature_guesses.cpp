#include "connectors/signature_guesses.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostRespelled = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_hex(std::string_view text) {
    return !text.empty() && text.size() % 2 == 0 &&
           text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string out;
    for (auto found = text.find(what); found != text.npos; found = text.find(what)) {
        out.append(text.substr(0, found)).append(by);
        text.remove_prefix(found + what.size());
    }
    return out.append(text);
}

// "{"a":1,"b":2}" as Python's json.dumps writes it: a space behind each comma and colon.
std::string spaced(std::string_view compact) {
    std::string out;
    bool in_text = false;
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        out += c;
        if (in_text && c == '\\' && i + 1 < compact.size()) {
            out += compact[++i];
        } else if (c == '"') {
            in_text = !in_text;
        } else if (!in_text && (c == ',' || c == ':')) {
            out += ' ';
        }
    }
    return out;
}

void add_spellings(std::string_view body, std::vector<Guess>& guesses) {
    const json parsed = json::parse(body, nullptr, false);
    if (parsed.is_discarded()) return;
    const auto add = [&](std::string text, const char* how) {
        guesses.push_back(
            {std::move(text),
             Mistake::body,
             trf("the signature is over JSON that was read and written anew ({}); sign and verify "
                 "the bytes as they are on the wire",
                 how)});
    };
    const auto dump = [&](int indent, bool ascii) {
        return parsed.dump(indent, ' ', ascii, json::error_handler_t::replace);
    };
    add(dump(-1, false), tr("without spaces"));
    add(dump(-1, true), tr("without spaces, with \\u escapes"));
    add(replaced(dump(-1, false), "/", "\\/"), tr("without spaces, with \\/"));
    add(replaced(dump(-1, true), "/", "\\/"), tr("without spaces, with \\u escapes and \\/"));
    add(spaced(dump(-1, false)), tr("a space behind each comma and colon"));
    add(spaced(dump(-1, true)), tr("a space behind each comma and colon, with \\u escapes"));
    for (const int indent : {2, 4}) {
        add(dump(indent, false), tr("indented"));
        add(dump(indent, true), tr("indented, with \\u escapes"));
    }
    add(nlohmann::json(parsed).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
        tr("keys sorted"));
}

}  // namespace

std::vector<Guess> guess_keys(const HmacKey& key) {
    const std::string text = to_base64(key.bytes);
    const std::string whole = "whsec_" + text;
    const char* const undecoded =
        tr("the key was the secret's text; decode the base64 behind whsec_ and use those bytes");
    const char* const with_prefix =
        tr("the secret was decoded together with whsec_; take that away first");
    std::vector<Guess> guesses{
        {key.bytes, Mistake::none, ""},
        {text, Mistake::key_form, undecoded},
        {whole, Mistake::key_form, undecoded},
        {text + "\n", Mistake::key_form, undecoded},
        {whole + "\n", Mistake::key_form, undecoded},
        {lenient_base64(whole), Mistake::key_form, with_prefix},
        {lenient_base64("whsec" + text), Mistake::key_form, with_prefix},
        {to_hex(key.bytes),
         Mistake::key_form,
         tr("the key was the secret's bytes written in hex; use the bytes themselves")}};
    if (is_hex(text)) {
        guesses.push_back({from_hex(text),
                           Mistake::key_form,
                           tr("the secret was decoded as hex; what is behind whsec_ is base64")});
    }
    return guesses;
}

std::vector<Guess> guess_contents(const SignatureHeaders& headers, std::string_view body) {
    const std::string id(headers.id);
    const std::string stamp(headers.timestamp);
    const std::string text(body);
    const auto wrong = [](std::string bytes, const char* over) {
        return Guess{std::move(bytes),
                     Mistake::content,
                     trf("the signature is over {}; it has to be over webhook-id, \".\", "
                         "webhook-timestamp, \".\" and the body",
                         over)};
    };
    return {{id + "." + stamp + "." + text, Mistake::none, ""},
            wrong(text, tr("the body alone")),
            wrong(stamp + "." + text, tr("the timestamp and the body")),
            wrong(id + "." + text, tr("the id and the body")),
            wrong(id + "." + stamp, tr("the id and the timestamp")),
            wrong(id + stamp + text, tr("the three parts without the dots")),
            wrong(stamp + "." + id + "." + text, tr("the three parts in another order"))};
}

std::vector<Guess> guess_bodies(std::string_view body) {
    std::vector<Guess> guesses{{std::string(body), Mistake::none, ""}};
    const auto add = [&](std::string text, const char* sentence) {
        guesses.push_back({std::move(text), Mistake::body, sentence});
    };
    add(std::string(body) + "\n", tr("the signature is over the body with a line end behind it"));
    add(std::string(body) + "\r\n", tr("the signature is over the body with a line end behind it"));
    const auto last = body.find_last_not_of("\r\n");
    add(std::string(body.substr(0, last == body.npos ? 0 : last + 1)),
        tr("the signature is over the body without the line end that it came with"));
    if (body.size() <= kMostRespelled) {
        const char* const line_ends = tr("the signature is over the body with other line ends");
        const std::string plain = replaced(body, "\r\n", "\n");
        add(plain, line_ends);
        add(replaced(plain, "\n", "\r\n"), line_ends);
        const char* const mark = tr("the signature counts a byte order mark differently");
        const bool marked = body.starts_with(kByteOrderMark);
        add(marked ? std::string(body.substr(kByteOrderMark.size()))
                   : std::string(kByteOrderMark).append(body),
            mark);
        add_spellings(body, guesses);
    }
    std::vector<Guess> distinct;
    for (Guess& guess : guesses) {
        const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const Guess& each) {
            return each.bytes == guess.bytes;
        });
        if (!known) distinct.push_back(std::move(guess));
    }
    return distinct;
}

std::vector<WrittenSignature> read_signatures(std::string_view header) {
    std::vector<WrittenSignature> all;
    while (!header.empty()) {
        const auto space = header.find(' ');
        std::string_view one = header.substr(0, space);
        header = space == header.npos ? std::string_view() : header.substr(space + 1);
        if (one.empty()) continue;
        // "t=1751331600,v1=…": another product's way to write both.
        if (one.starts_with("t=")) one.remove_prefix(std::min(one.find(',') + 1, one.size()));
        WrittenSignature written;
        const auto mark = one.substr(0, 8).find_first_of(",=:");
        const bool named = mark != one.npos;
        if (named) written.version = one.substr(0, mark);
        written.text = one.substr(named ? mark + 1 : 0);
        const bool hex = written.text.size() == 64 && is_hex(written.text);
        const bool plain = from_base64(written.text).has_value();
        written.bytes = hex ? from_hex(written.text) : lenient_base64(written.text);
        written.shape =
            std::string(one.substr(0, named ? mark + 1 : 0)) + (hex     ? "<hex>"
                                                                : plain ? "<base64>"
                                                                        : "<base64url>");
        all.push_back(std::move(written));
    }
    return all;
}

std::string lenient_base64(std::string_view text) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (char c : text) {
        if (c == '-') c = '+';
        if (c == '_') c = '/';
        const auto value = kAlphabet.find(c);
        if (value == kAlphabet.npos) continue;
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> static_cast<unsigned>(count)) & 255U);
    }
    return bytes;
}

}  // namespace outreach::connectors
