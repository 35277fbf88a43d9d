#include "config/base/random.hpp"

#include <sys/random.h>

#include <stdexcept>

namespace outreach {

Random::Random() : engine_(std::random_device{}()) {}

double Random::between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
}

std::string Random::hex(std::size_t bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes * 2);
    for (std::size_t i = 0; i < bytes; ++i) {
        const std::uint64_t value = engine_() & 0xff;
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

std::string secure_random(std::size_t bytes) {
    std::string out(bytes, '\0');
    std::size_t done = 0;
    while (done < bytes) {
        const ssize_t n = getrandom(out.data() + done, bytes - done, 0);
        if (n <= 0) throw std::runtime_error("getrandom gave no bytes");
        done += static_cast<std::size_t>(n);
    }
    return out;
}

}  // namespace outreach
