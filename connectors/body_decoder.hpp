// The body of an answer as it was before the far end compressed it, read piece by piece and never
// beyond a limit. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace outreach::connectors {

// Codings (RFC 9110, 8.4.1): none, identity, gzip (also x-gzip, also several members one after the
// other), deflate (with zlib's header, RFC 1950). Of any other coding, and of several at once,
// nothing is kept. Of a body that is broken or ends early, what could be read is kept.
class BodyDecoder {
public:
    // `limit`: bytes after decoding. What is allocated for the body is at most `limit` + 16 KiB; in
    // addition zlib has its window of about 40 KiB while a compressed body is read.
    BodyDecoder(std::string_view content_encoding, std::uint64_t limit);
    ~BodyDecoder();
    BodyDecoder(const BodyDecoder&) = delete;
    BodyDecoder& operator=(const BodyDecoder&) = delete;

    void feed(std::string_view piece);
    // Nothing more is kept, whatever comes.
    [[nodiscard]] bool full() const { return out_.size() >= limit_; }
    // The coding is known and what came was well-formed.
    [[nodiscard]] bool sound() const { return state_ != State::broken && state_ != State::refused; }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    struct Inflater;
    enum class State { plain, inside, between, ended, broken, refused };

    void keep(std::string_view text);
    void inflate_piece(std::string_view piece);

    std::size_t limit_;
    bool members_ = false;  // gzip: another one may follow
    State state_ = State::plain;
    std::unique_ptr<Inflater> inflater_;
    std::string out_;
};

}  // namespace outreach::connectors
