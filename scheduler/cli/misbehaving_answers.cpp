#include "scheduler/cli/misbehaving_answers.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

#include "config/base/i18n.hpp"

namespace outreach::cli {
namespace {

namespace zlib = boost::beast::zlib;

constexpr std::size_t kPiece = std::size_t{64} * 1024;
constexpr std::string_view kPage =
    "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>ただいま工事中</title>"
    "</head>\n<body><h1>ただいま工事中です</h1><p>しばらくお待ちください。</p></body></html>\n";

std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
    std::string text("HTTP/1.1 ");
    text.append(status).append("\r\nConnection: close\r\n").append(headers);
    text.append("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n").append(body);
    return text;
}

std::string little_endian(std::uint32_t number) {
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>((number >> shift) & 255U);
    }
    return bytes;
}

// Deflate (RFC 1951) of `size` zeros.
std::string deflate_of_zeros(std::size_t size) {
    const std::array<char, kPiece> zeros{};
    std::array<char, kPiece> packed{};
    zlib::deflate_stream stream;
    stream.reset(9, 15, 8, zlib::Strategy::normal);
    std::string out;
    boost::system::error_code error;
    zlib::z_params state{};
    while (!error) {
        if (state.avail_in == 0 && size > 0) {
            state.next_in = zeros.data();
            state.avail_in = std::min(size, kPiece);
            size -= state.avail_in;
        }
        state.next_out = packed.data();
        state.avail_out = packed.size();
        stream.write(state, size > 0 ? zlib::Flush::none : zlib::Flush::finish, error);
        out.append(packed.data(), packed.size() - state.avail_out);
    }
    return out;
}

}  // namespace

std::vector<MisbehaviourWord> misbehaviours() {
    using enum Misbehaviour;
    return {
        {silent, "silent", tr("takes the request and never answers")},
        {drip, "drip", tr("answers one byte a second, from the first byte on")},
        {endless, "endless", tr("answers 200 with a body that does not end before 1 GiB")},
        {bomb, "bomb", tr("answers 200 with a gzip body of 48 MiB, packed below 64 KiB")},
        {redirect,
         "redirect",
         tr("answers 302 to another path of its own; says if it is followed")},
        {reset, "reset", tr("takes the request and resets the connection (RST)")},
        {close, "close", tr("takes the request and closes the connection without an answer")},
        {gone, "gone", tr("answers 410: the endpoint is to be switched off")},
        {busy, "busy", tr("answers 429 with Retry-After: 5")},
        {html, "html", tr("answers 200 with a web page, as a wrong address often does")},
        {slow, "slow", tr("answers 204 after ten seconds")},
    };
}

std::optional<Misbehaviour> find_misbehaviour(std::string_view word) {
    for (const MisbehaviourWord& each : misbehaviours()) {
        if (word == each.word) return each.behaviour;
    }
    return {};
}

std::string misbehaving_answer(Misbehaviour behaviour) {
    switch (behaviour) {
        case Misbehaviour::silent:
        case Misbehaviour::reset:
        case Misbehaviour::close:
            return {};
        case Misbehaviour::drip:
            return answer("200 OK", "Content-Type: text/plain\r\n", std::string(3600, '.'));
        case Misbehaviour::endless:
            return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n";
        case Misbehaviour::bomb:
            return answer("200 OK",
                          "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
                          gzip_of_zeros(kBombUnpacked));
        case Misbehaviour::redirect:
            return answer("302 Found", "Location: " + std::string(kRedirected) + "\r\n", "");
        case Misbehaviour::gone:
            return answer("410 Gone", "", "");
        case Misbehaviour::busy:
            return answer("429 Too Many Requests", "Retry-After: 5\r\n", "");
        case Misbehaviour::html:
            return answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", kPage);
        case Misbehaviour::slow:
            return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    }
    return {};
}

std::string gzip_of_zeros(std::size_t size) {
    boost::crc_32_type crc;
    const std::array<char, kPiece> zeros{};
    for (std::size_t left = size; left > 0; left -= std::min(left, kPiece)) {
        crc.process_bytes(zeros.data(), std::min(left, kPiece));
    }
    std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", 10);
    gzip += deflate_of_zeros(size);
    gzip += little_endian(crc.checksum());
    gzip += little_endian(static_cast<std::uint32_t>(size));
    return gzip;
}

}  // namespace outreach::cli
