#include "config/base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace outreach {
namespace {

boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
}

// Closes its descriptor at the end of the scope.
struct Descriptor {
    int fd;
    explicit Descriptor(int value) : fd(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

Result<void> write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_error();
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.fd < 0) return last_error();
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return last_error();
    if (S_ISDIR(info.st_mode)) return make_error_code(boost::system::errc::is_a_directory);
    std::string text;
    char chunk[65536];
    for (;;) {
        const ssize_t n = ::read(file.fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_error();
        if (n == 0) return text;
        text.append(chunk, static_cast<std::size_t>(n));
        if (text.size() > limit) return Errc::bad_input;
    }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    std::filesystem::path beside = path;
    beside += ".new";
    {
        const Descriptor file(::open(
            beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode)));
        if (file.fd < 0) return last_error();
        if (auto written = write_all(file.fd, text); !written) return written;
        if (::fsync(file.fd) != 0) return last_error();
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return last_error();
    // The new name must outlive a power cut, too.
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.fd < 0 || ::fsync(directory.fd) != 0) return last_error();
    return {};
}

}  // namespace outreach
