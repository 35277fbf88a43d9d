// A CONNECT proxy on 127.0.0.1: whatever name it is told, it leads to one port of ours; or it
// says and does something else.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace outreach::test {

class FakeProxy {
public:
    static constexpr const char* kYes = "HTTP/1.1 200 Connection established\r\n\r\n";
    // After the answer.
    enum class Then { tunnel, wait, close };

    // Lives on `io`'s loop. `answer` may be empty: it says nothing.
    FakeProxy(boost::asio::io_context& io,
              std::uint16_t goal,
              std::string answer = kYes,
              Then then = Then::tunnel);
    ~FakeProxy();
    FakeProxy(const FakeProxy&) = delete;
    FakeProxy& operator=(const FakeProxy&) = delete;

    [[nodiscard]] std::string url() const;                        // "http://127.0.0.1:PORT"
    [[nodiscard]] const std::vector<std::string>& heads() const;  // of the requests, as they came

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace outreach::test
