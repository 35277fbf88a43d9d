// The rows of the hostile matrix that are an answer as bytes.
#include <zlib.h>

#include <stdexcept>
#include <utility>

#include "scheduler/cli/misbehaving_answers.hpp"
#include "tests/integration/hostile_cases.hpp"
#include "tests/support/scripted_server.hpp"

namespace outreach::test {
namespace {

using namespace std::chrono_literals;

// Beast reads at first 512 bytes at a time, and counts towards its limit of the head only what is
// left of a line: lines that end where a read ends are a flood that it does not see.
constexpr std::size_t kFirstRead = 512;

class Scripted final : public FarEnd {
public:
    Scripted(const boost::asio::any_io_executor& executor, Script script)
        : server_(executor, std::move(script)) {}
    std::string url() const override { return server_.url(); }
    int requests() const override { return server_.requests(); }

private:
    ScriptedServer server_;
};

Far raw(std::string answer, Ending ending = Ending::keep, std::string again = {}) {
    Script script;
    script.answer = std::move(answer);
    script.ending = ending;
    script.again = std::move(again);
    return {
        [script](const auto& executor) { return std::make_unique<Scripted>(executor, script); }};
}

std::string well_formed(const std::string& status,
                        const std::string& header,
                        const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + (header.empty() ? "" : header + "\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Far says(const std::string& status, const std::string& header = {}, const std::string& body = {}) {
    return raw(well_formed(status, header, body));
}

Far asks_for(const std::string& retry_after) {
    return says("503 Service Unavailable", "Retry-After: " + retry_after);
}

// Packed when it is wanted, not whenever the table is made.
Far says_bomb(const std::string& status) {
    return {[status](const auto& executor) {
        Script script;
        script.answer = well_formed(
            status, "Content-Encoding: gzip", cli::gzip_of_zeros(std::size_t{16} << 20U));
        return std::make_unique<Scripted>(executor, std::move(script));
    }};
}

Far flood_of_whole_lines() {
    std::string first = "HTTP/1.1 200 OK\r\nX-First: ";
    first.append(kFirstRead - 2 - first.size(), 'a').append("\r\n");
    std::string line = "X-Flood: ";
    line.append(kFirstRead - 2 - line.size(), 'f').append("\r\n");
    return raw(std::move(first), Ending::keep, std::move(line));
}

std::string gzip(std::string text) {
    z_stream stream{};
    // 16 more than the window size: gzip's own head and trailer.
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib does not start");
    }
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int done = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (done != Z_STREAM_END) throw std::runtime_error("zlib does not finish");
    return out;
}

constexpr const char* kGzip = "Content-Encoding: gzip";
constexpr const char* kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

// It may have passed the request on.
Expected from_gateway(int status) {
    Expected expected = throttled(status);
    expected.unknown = true;
    return expected;
}

}  // namespace

std::vector<HostileCase> status_cases() {
    const Pace once = Pace::at_once;
    return {
        {"no_content", raw("HTTP/1.1 204 No Content\r\n\r\n"), delivered(204)},
        {"ok_with_error_text", says("200 OK", {}, R"({"error":"no database"})"), delivered(200)},
        {"ok_with_retry_after", says("200 OK", "Retry-After: 86400"), delivered(200)},
        {"ok_in_gzip", says("200 OK", kGzip, gzip("ok")), delivered(200)},
        {"ok_not_in_gzip", says("200 OK", kGzip, "plain text"), delivered(200)},
        {"moved", says("301 Moved Permanently", "Location: /elsewhere"), again(301)},
        {"unauthorized", says("401 Unauthorized"), permanent(401)},
        {"not_found", says("404 Not Found", {}, "no such hook"), permanent(404), once, "no such"},
        {"bad_gateway", says("502 Bad Gateway"), from_gateway(502)},
        {"gateway_timeout", says("504 Gateway Timeout"), from_gateway(504)},
        {"disable_me", says("500 Oops", "webhook-delivery: disable"), gone(500)},
        {"abort_message", says("500 Oops", "Webhook-Delivery: abort-message"), rejected(500)},
        {"abort_what_came", says("200 OK", "webhook-delivery: abort-message"), delivered(200)},
        {"control_of_no_sense", says("500 Oops", "webhook-delivery: all"), again(500)},
        {"too_many", says("429 Too Many Requests"), throttled(429)},
        {"too_many_2_min", says("429 Slow", "Retry-After: 120"), throttled(429, 2min)},
        {"error", says("500 Internal Server Error", {}, "oops"), again(500), once, "oops"},
        {"error_1_h", says("500 Oops", "Retry-After: 3600"), throttled(500, 1h)},
        {"error_long", says("500 Oops", {}, std::string(200'000, 'x')), again(500), once, "xxxx"},
        {"error_gzip",
         says("500 Oops", kGzip, gzip(std::string(9000, 'y'))),
         again(500),
         once,
         "yy"},
        {"error_bomb", says_bomb("500 Oops"), again(500), once, "\uFFFD\uFFFD"},
        {"busy", says("503 Service Unavailable"), throttled(503)},
        {"retry_after_zero", asks_for("0"), throttled(503)},
        {"retry_after_negative", asks_for("-5"), throttled(503)},
        {"retry_after_minus_huge", asks_for("-99999999999999999999"), throttled(503)},
        {"retry_after_huge", asks_for("99999999999999999999"), throttled(503, 24h)},
        {"retry_after_past", asks_for("Mon, 30 Jun 2025 03:00:00 GMT"), throttled(503)},
        {"retry_after_date", asks_for("Tue, 01 Jul 2025 04:00:00 GMT"), throttled(503, 1h)},
        {"retry_after_2099", asks_for("Thu, 01 Jan 2099 00:00:00 GMT"), throttled(503, 24h)},
        {"status_999", says("999 Odd"), again(999)},
        // 0 also stands for "no answer came"; but the request was read.
        {"status_000", says("000 Odd"), no_answer("exchange: ")},
        {"status_2000", says("2000 OK"), no_answer("exchange: bad status")},
    };
}

std::vector<HostileCase> broken_answer_cases() {
    const std::string ok = well_formed("200 OK", {}, "ok");
    const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
    const std::string upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
    const std::string part = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart";
    const std::string cut = "HTTP/1.1 200 OK\r\nContent-Le";
    const std::string waits = "HTTP/1.1 100 Continue\r\n\r\n";
    return {
        {"early_hints", raw(hints + ok), delivered(200)},
        {"endless_interim", raw({}, Ending::keep, waits), no_answer("exchange: bad status")},
        {"upgrade_unasked", raw(upgrade), again(101)},
        {"http2", raw("HTTP/2.0 200 OK\r\n\r\n"), no_answer("exchange: bad version")},
        {"http09", raw("<p>It works!</p>\r\n", Ending::close), no_answer("bad version")},
        {"closed_in_head", raw(cut, Ending::close), no_answer("the connection ended before")},
        {"reset_in_head", raw(cut, Ending::reset), no_answer("exchange: ")},
        {"closed_in_body", raw(part, Ending::close), delivered(200)},
        {"reset_in_body", raw(part, Ending::reset), delivered(200)},
        {"negative_length",
         says("200 OK", "Content-Length: -1"),
         no_answer("exchange: bad Content-Length")},
        {"two_lengths", says("200 OK", "Content-Length: 3"), no_answer("multiple Content-Length")},
        {"flood_of_whole_lines",
         flood_of_whole_lines(),
         no_answer("exchange: header limit exceeded"),
         Pace::at_most},
        {"endless_chunk_extension",
         raw(std::string(kChunked) + "1;x=", Ending::keep, "x"),
         delivered(200),
         Pace::at_most},
        {"endless_trailer",
         raw(std::string(kChunked) + "2\r\nok\r\n0\r\n", Ending::keep, "X-Trailer: t\r\n"),
         delivered(200),
         Pace::at_most},
    };
}

}  // namespace outreach::test
