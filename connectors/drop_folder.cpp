#include "connectors/drop_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "config/base/i18n.hpp"

namespace outreach::connectors {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::chrono::seconds kUntilSomebodyHelped{60};

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool open() const { return fd_ >= 0; }
    // Some file systems say only here that the bytes did not arrive.
    bool close() {
        const int fd = fd_;
        fd_ = -1;
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int fd_;
};

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

// True if the folder has a plain file of this name with exactly these bytes.
bool has_already(int folder, const std::string& name, std::string_view text) {
    const Descriptor file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!file.open() || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
    if (static_cast<std::size_t>(info.st_size) != text.size()) return false;
    std::array<char, 16'384> piece{};
    while (!text.empty()) {
        const ssize_t n = ::read(file.get(), piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        const std::string_view got(piece.data(), static_cast<std::size_t>(n));
        if (!text.starts_with(got)) return false;
        text.remove_prefix(got.size());
    }
    return true;
}

// 0, or errno.
int sync_folder(int folder) {
    if (::fsync(folder) == 0 || errno == EINVAL) return 0;  // EINVAL: it needs none
    return errno;
}

// 0, or errno. What an earlier attempt left behind, were it a link to elsewhere, is removed first.
int write_part(int folder, const std::string& part, std::string_view text) {
    if (::unlinkat(folder, part.c_str(), 0) != 0 && errno != ENOENT) return errno;
    Descriptor file(::openat(
        folder, part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kMode));
    if (!file.open()) return errno;
    // The umask may have taken the group's right to read; shares without such rights refuse this.
    if (::fchmod(file.get(), kMode) != 0 && errno != EPERM && errno != ENOTSUP) return errno;
    if (!write_all(file.get(), text)) return errno;
    if (::fsync(file.get()) != 0) return errno;
    return file.close() ? 0 : errno;
}

int write_whole(int folder, const std::string& name, std::string_view text) {
    const std::string part = "." + name + ".part";
    int error = write_part(folder, part, text);
    if (error == 0 && ::renameat(folder, part.c_str(), folder, name.c_str()) != 0) error = errno;
    if (error == 0) return sync_folder(folder);
    ::unlinkat(folder, part.c_str(), 0);
    return error;
}

Outcome with(Verdict verdict, std::string detail) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.detail = std::move(detail);
    return outcome;
}

}  // namespace

Outcome judge_drop_error(int error, const std::string& folder) {
    std::string detail;
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            detail = trf("there is no folder {}; create it, or mount what it lies on", folder);
            break;
        case EACCES:
        case EPERM:
            detail =
                trf("the daemon may not write to the folder {}; let its user create and rename "
                    "files there",
                    folder);
            break;
        case EROFS:
            detail = trf("the folder {} is read-only; mount it for writing", folder);
            break;
        case ENOSPC:
        case EDQUOT:
            return with(Verdict::retry,
                        trf("there is no room left for the folder {}; make some", folder));
        default:
            return with(
                Verdict::retry,
                trf("the folder {} cannot be written to: {}",
                    folder,
                    boost::system::error_code(error, boost::system::system_category()).message()));
    }
    Outcome outcome = with(Verdict::held, std::move(detail));
    outcome.pause = kUntilSomebodyHelped;
    return outcome;
}

Outcome drop_file(const Drop& drop, const std::atomic<bool>& abandoned) {
    const std::string signature_name = drop.name + ".signature";
    const Descriptor folder(::open(drop.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.open()) return judge_drop_error(errno, drop.folder);
    const bool repeat = has_already(folder.get(), drop.name, drop.text);
    const bool is_signed = ::faccessat(folder.get(), signature_name.c_str(), F_OK, 0) == 0;
    if (repeat && is_signed == !drop.signature.empty()) {
        // The attempt that wrote it may have ended before this.
        if (const int error = sync_folder(folder.get()); error != 0) {
            return judge_drop_error(error, drop.folder);
        }
        return with(Verdict::delivered, tr("the file was there already"));
    }
    if (abandoned) return with(Verdict::retry, {});
    // Made for another text or with keys that are no more.
    if (drop.signature.empty() && is_signed) {
        ::unlinkat(folder.get(), signature_name.c_str(), 0);
    }
    int error = 0;
    if (!drop.signature.empty()) error = write_whole(folder.get(), signature_name, drop.signature);
    if (error == 0 && abandoned) return with(Verdict::retry, {});
    if (error == 0 && !repeat) error = write_whole(folder.get(), drop.name, drop.text);
    if (error != 0) return judge_drop_error(error, drop.folder);
    return with(Verdict::delivered, drop.name);
}

}  // namespace outreach::connectors
