#include "scheduler/app/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "config/base/files.hpp"
#include "config/base/hash.hpp"
#include "config/base/random.hpp"

namespace outreach::app {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_or_make_id(const fs::path& file) {
    if (const auto text = read_file(file, 64)) {
        std::string id = text->substr(0, text->find('\n'));
        const bool hex = id.size() == 12 && std::all_of(id.begin(), id.end(), [](char c) {
                             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                         });
        if (hex) return id;
    }
    std::string id = to_hex(secure_random(6));
    const auto written = write_file(file, id + "\n");
    if (!written) return written.error();
    return id;
}

}  // namespace

Result<DataDir> DataDir::open(const fs::path& path) {
    std::error_code ec;
    fs::create_directories(path, ec);
    if (ec) return boost::system::error_code(ec);
    const int lock = ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (lock < 0) return boost::system::error_code(errno, boost::system::system_category());
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return Errc::stopped;
    }
    auto id = read_or_make_id(path / "daemon-id");
    if (!id) {
        ::close(lock);
        return id.error();
    }
    return DataDir(fs::absolute(path), lock, std::move(*id));
}

DataDir::DataDir(DataDir&& other) noexcept
    : path_(std::move(other.path_)), lock_(other.lock_), daemon_id_(std::move(other.daemon_id_)) {
    other.lock_ = -1;
}

DataDir::~DataDir() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace outreach::app
