// What a receiver got, kept as JSON lines for other programs to verify (tests/oracle/).
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "config/base/errc.hpp"
#include "config/base/time.hpp"
#include "scheduler/cli/receiver.hpp"

namespace outreach::cli {

// {"at","path","headers","body"} without a line end. A body that is no UTF-8 is "body_base64"
// instead. Of headers that could hold a token only the name is kept; a secret never is.
[[nodiscard]] std::string capture_line(const Received& received, SysTime at);

class Capture {
public:
    // Appends to the file; makes it readable for its owner only. The system's error if it cannot.
    static Result<Capture> open(const std::string& path);
    // False when the disk refuses.
    [[nodiscard]] bool add(const Received& received, SysTime at);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit Capture(std::FILE* file) : file_(file) {}
    std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace outreach::cli
