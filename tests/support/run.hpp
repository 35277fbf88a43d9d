// Runs one coroutine to its end on an io_context, with a limit: "not ready then" is a failure.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace outreach::test {

template <class T>
T run(boost::asio::io_context& io,
      boost::asio::awaitable<T> work,
      std::chrono::seconds limit = std::chrono::seconds{20}) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& error, T value) {
        failure = error;
        result.emplace(std::move(value));
    });
    const auto until = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!result && !failure && std::chrono::steady_clock::now() < until) {
        if (io.run_one_until(until) == 0) io.restart();
    }
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::runtime_error("the coroutine hangs");
    return std::move(*result);
}

inline void run(boost::asio::io_context& io,
                boost::asio::awaitable<void> work,
                std::chrono::seconds limit = std::chrono::seconds{20}) {
    bool done = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& error) {
        failure = error;
        done = true;
    });
    const auto until = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!done && std::chrono::steady_clock::now() < until) {
        if (io.run_one_until(until) == 0) io.restart();
    }
    if (failure) std::rethrow_exception(failure);
    if (!done) throw std::runtime_error("the coroutine hangs");
}

// Lets the loop run until `ready` says so; false after the limit.
template <class Ready>
bool run_until(boost::asio::io_context& io, Ready ready, std::chrono::seconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!ready() && std::chrono::steady_clock::now() < until) {
        if (io.run_one_for(std::chrono::milliseconds{50}) == 0) io.restart();
    }
    return ready();
}

}  // namespace outreach::test
