#include "scheduler/cli/listen_capture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "config/base/hash.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

// All others may be an endpoint's own: an API key, a cookie.
bool harmless(const std::string& name) {
    for (const char* each : {"accept", "content-length", "content-type", "date", "user-agent"}) {
        if (name == each) return true;
    }
    return name.starts_with("webhook-") || name.starts_with("ce-");
}

}  // namespace

std::string capture_line(const Received& received, SysTime at) {
    json line;
    line["at"] = to_rfc3339_utc(at);
    line["path"] = received.path;
    json headers = json::object();
    for (const auto& [name, value] : received.headers) {
        headers[name] = harmless(name) ? value : "(not kept)";
    }
    line["headers"] = std::move(headers);
    json body = received.body;
    try {
        (void)body.dump();
        line["body"] = std::move(body);
    } catch (const json::exception&) {
        line["body_base64"] = to_base64(received.body);
    }
    return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Capture> Capture::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::FILE* file = descriptor < 0 ? nullptr : ::fdopen(descriptor, "a");
    if (file == nullptr) {
        const int why = errno;
        if (descriptor >= 0) ::close(descriptor);
        return boost::system::error_code(why, boost::system::system_category());
    }
    return Capture(file);
}

bool Capture::add(const Received& received, SysTime at) {
    const std::string line = capture_line(received, at) + "\n";
    return std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size() &&
           std::fflush(file_.get()) == 0;
}

}  // namespace outreach::cli
