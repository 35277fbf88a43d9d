#include "config/base/errc.hpp"

namespace outreach {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "outreach"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::redis_protocol:
                return "Redis sent bytes that are no reply";
            case Errc::redis_refused:
                return "Redis refused the command";
            case Errc::redis_down:
                return "Redis cannot be reached";
            case Errc::redis_unsupported:
                return "this kind of Redis address is not supported";
            case Errc::lease_lost:
                return "another worker owns the notice now";
            case Errc::clock_skew:
                return "the clocks of this machine and of Redis differ";
            case Errc::store_lost:
                return "Redis was emptied";
            case Errc::stale_revision:
                return "a newer plan is in force";
            case Errc::timed_out:
                return "the deadline passed without an answer";
            case Errc::journal_failed:
                return "the journal could not be written";
            case Errc::not_found:
                return "not found";
            case Errc::bad_input:
                return "the input is wrong";
            case Errc::io_failed:
                return "the operating system refused";
            case Errc::stopped:
                return "the daemon is stopping";
        }
        return "unknown error";
    }
};

}  // namespace

const boost::system::error_category& outreach_category() noexcept {
    static const Category category;
    return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
    return {static_cast<int>(code), outreach_category()};
}

}  // namespace outreach
