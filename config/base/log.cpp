#include "config/base/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "config/base/time.hpp"

namespace outreach {
namespace {

const char* level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "info";
}

// Log lines carry the wall clock even in a rehearsal: they tell what the machine did when.
std::string timestamp() {
    return to_rfc3339_utc(std::chrono::floor<Millis>(std::chrono::system_clock::now()));
}

std::string as_json(LogLevel level, std::string_view name, const LogFields& fields) {
    nlohmann::ordered_json line;
    line["ts"] = timestamp();
    line["level"] = level_name(level);
    line["event"] = name;
    for (const LogField& field : fields) {
        std::visit([&](const auto& value) { line[field.name] = value; }, field.value);
    }
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string as_text(LogLevel level, std::string_view name, const LogFields& fields) {
    std::string line = fmt::format("{} {:5} {}", timestamp(), level_name(level), name);
    for (const LogField& field : fields) {
        std::visit([&](const auto& value) { line += fmt::format(" {}={}", field.name, value); },
                   field.value);
    }
    // One line for one event, and nothing that a terminal would obey.
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return line;
}

spdlog::level::level_enum spd_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

Log::Sink spdlog_sink(std::shared_ptr<spdlog::logger> logger) {
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return [logger = std::move(logger)](LogLevel level, std::string_view line) {
        logger->log(spd_level(level), "{}", line);
    };
}

}  // namespace

void Log::event(LogLevel level, std::string_view name, const LogFields& fields) const {
    if (level < least_ || !sink_) return;
    sink_(level,
          form_ == LogForm::json ? as_json(level, name, fields) : as_text(level, name, fields));
}

std::shared_ptr<Log> make_stderr_log(LogLevel least, std::string_view form) {
    const bool text = form == "text" || (form != "json" && ::isatty(STDERR_FILENO) == 1);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    return std::make_shared<Log>(least,
                                 text ? LogForm::text : LogForm::json,
                                 spdlog_sink(std::make_shared<spdlog::logger>("log", sink)));
}

std::shared_ptr<Log> make_quiet_log() {
    return std::make_shared<Log>(LogLevel::error, LogForm::json, Log::Sink{});
}

std::shared_ptr<Log> make_file_log(LogLevel least, const std::string& path) {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    return std::make_shared<Log>(
        least, LogForm::json, spdlog_sink(std::make_shared<spdlog::logger>("log", sink)));
}

}  // namespace outreach
