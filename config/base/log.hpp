// One line per event: JSON on a pipe or file, readable text on a terminal. Fields have fixed
// names; secrets and message texts never appear.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace outreach {

enum class LogLevel { debug, info, warn, error };
enum class LogForm { json, text };

// One name and value of an event.
struct LogField {
    using Value = std::variant<std::string, std::int64_t, double, bool>;
    template <class T>
    LogField(const char* field_name, const T& field_value) : name(field_name) {
        if constexpr (std::is_same_v<T, bool>) {
            value = field_value;
        } else if constexpr (std::is_integral_v<T>) {
            value = static_cast<std::int64_t>(field_value);
        } else if constexpr (std::is_floating_point_v<T>) {
            value = static_cast<double>(field_value);
        } else {
            value = std::string(field_value);
        }
    }
    const char* name;
    Value value;
};
using LogFields = std::vector<LogField>;

class Log {
public:
    // Receives each finished line without its line end.
    using Sink = std::function<void(LogLevel, std::string_view)>;

    Log(LogLevel least, LogForm form, Sink sink)
        : least_(least), form_(form), sink_(std::move(sink)) {}
    void event(LogLevel level, std::string_view name, const LogFields& fields) const;
    void debug(std::string_view name, const LogFields& fields = {}) const {
        event(LogLevel::debug, name, fields);
    }
    void info(std::string_view name, const LogFields& fields = {}) const {
        event(LogLevel::info, name, fields);
    }
    void warn(std::string_view name, const LogFields& fields = {}) const {
        event(LogLevel::warn, name, fields);
    }
    void error(std::string_view name, const LogFields& fields = {}) const {
        event(LogLevel::error, name, fields);
    }
    [[nodiscard]] bool wants(LogLevel level) const noexcept { return level >= least_; }

private:
    LogLevel least_;
    LogForm form_;
    Sink sink_;
};

// A log on standard error through spdlog. `form` "auto" is text on a terminal, JSON elsewhere.
[[nodiscard]] std::shared_ptr<Log> make_stderr_log(LogLevel least, std::string_view form);
// A log that drops everything, for previews and tests.
[[nodiscard]] std::shared_ptr<Log> make_quiet_log();
// Appends every line to `path`, as JSON.
[[nodiscard]] std::shared_ptr<Log> make_file_log(LogLevel least, const std::string& path);

}  // namespace outreach
