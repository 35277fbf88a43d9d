// The ways in which `outreach listen --misbehave` is a bad receiver, and the bytes it answers.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::cli {

enum class Misbehaviour {
    silent,
    drip,
    endless,
    bomb,
    redirect,
    reset,
    close,
    gone,
    busy,
    html,
    slow
};

struct MisbehaviourWord {
    Misbehaviour behaviour = Misbehaviour::silent;
    const char* word = "";
    const char* meaning = "";  // one clause, in the chosen language
};
[[nodiscard]] std::vector<MisbehaviourWord> misbehaviours();
[[nodiscard]] std::optional<Misbehaviour> find_misbehaviour(std::string_view word);

// Where `redirect` points to; there nothing is found.
constexpr std::string_view kRedirected = "/redirected";

// How much zero the bomb unpacks to; packed it is below 64 KiB, so a limit on packed bytes alone
// does not stop it.
constexpr std::size_t kBombUnpacked = std::size_t{48} * 1024 * 1024;

// Status line to the last byte; empty where no answer of a known length is sent (silent, reset,
// close). Of `endless` only the head; `drip` sends its answer byte by byte.
[[nodiscard]] std::string misbehaving_answer(Misbehaviour behaviour);

// `size` zero bytes as a gzip member (RFC 1952).
[[nodiscard]] std::string gzip_of_zeros(std::size_t size);

}  // namespace outreach::cli
