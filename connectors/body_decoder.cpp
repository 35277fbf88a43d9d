#include "connectors/body_decoder.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

namespace outreach::connectors {
namespace {

constexpr std::size_t kChunk = 16'384;
constexpr int kAnyHeader = 32 + MAX_WBITS;  // gzip or zlib, as the body says

std::string in_lower_case(std::string_view text) {
    const auto space = [](unsigned char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && space(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    while (!text.empty() && space(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

}  // namespace

struct BodyDecoder::Inflater {
    Inflater() { ready = inflateInit2(&stream, kAnyHeader) == Z_OK; }
    ~Inflater() {
        if (ready) inflateEnd(&stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream{};
    bool ready = false;
};

BodyDecoder::BodyDecoder(std::string_view content_encoding, std::uint64_t limit)
    : limit_(static_cast<std::size_t>(
          std::min<std::uint64_t>(limit, std::numeric_limits<std::size_t>::max() / 4))) {
    const std::string coding = in_lower_case(content_encoding);
    if (coding.empty() || coding == "identity") return;
    members_ = coding == "gzip" || coding == "x-gzip";
    state_ = members_ || coding == "deflate" ? State::inside : State::refused;
}

BodyDecoder::~BodyDecoder() = default;

// A string doubles as it grows, to more than the limit if left to itself; so it grows once, from
// at most a chunk to exactly the limit.
void BodyDecoder::keep(std::string_view text) {
    text = text.substr(0, limit_ - std::min(limit_, out_.size()));
    const std::size_t needed = out_.size() + text.size();
    if (needed > out_.capacity()) out_.reserve(needed <= kChunk / 2 ? kChunk / 2 : limit_);
    out_.append(text);
}

void BodyDecoder::feed(std::string_view piece) {
    if (full()) return;
    if (state_ == State::plain) keep(piece);
    if (state_ == State::inside || state_ == State::between) inflate_piece(piece);
}

void BodyDecoder::inflate_piece(std::string_view piece) {
    if (!inflater_) inflater_ = std::make_unique<Inflater>();
    if (!inflater_->ready) state_ = State::broken;
    z_stream& stream = inflater_->stream;
    std::array<char, kChunk> chunk{};
    // zlib only reads through next_in, which is not const for old times' sake.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream.avail_in = static_cast<uInt>(piece.size());
    while (state_ == State::inside || state_ == State::between) {
        if (state_ == State::between) {
            if (stream.avail_in == 0) return;
            // RFC 1952, 2.2: members follow each other. Anything else behind one is padding.
            if (!members_ || *stream.next_in != 0x1f) {
                state_ = State::ended;
                return;
            }
            inflateReset(&stream);
            state_ = State::inside;
        }
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(std::min(chunk.size(), limit_ - out_.size()));
        const uInt room = stream.avail_out;
        const int status = inflate(&stream, Z_NO_FLUSH);
        keep({chunk.data(), room - stream.avail_out});
        if (status == Z_STREAM_END) state_ = State::between;
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
            state_ = State::broken;
        }
        if (full() || (status == Z_BUF_ERROR) || (status == Z_OK && stream.avail_out != 0)) return;
    }
}

}  // namespace outreach::connectors
