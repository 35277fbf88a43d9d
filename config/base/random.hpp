// Chance, by constructor: jitter, fencing nonces and ports are drawn here, seeded in tests.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace outreach {

class Random {
public:
    // Seeds from the operating system.
    Random();
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    // Uniform in [low, high).
    [[nodiscard]] double between(double low, double high);
    // `bytes` random bytes as lower-case hex.
    [[nodiscard]] std::string hex(std::size_t bytes);

private:
    std::mt19937_64 engine_;
};

// `bytes` bytes from the operating system's generator, for keys. Throws std::runtime_error if
// there are none to be had.
[[nodiscard]] std::string secure_random(std::size_t bytes);

}  // namespace outreach
