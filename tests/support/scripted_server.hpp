// A server on 127.0.0.1 that answers every request with the same bytes, in the test's own loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

namespace outreach::test {

enum class Ending {
    keep,   // the connection stays for more requests
    close,  // FIN
    reset,  // RST
};

struct Script {
    std::string answer;
    Ending ending = Ending::keep;
    std::string again;  // behind the answer, until the client has gone; empty: nothing
};

class ScriptedServer {
public:
    ScriptedServer(const boost::asio::any_io_executor& executor, Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    // "http://127.0.0.1:PORT/hook"
    [[nodiscard]] std::string url() const;
    [[nodiscard]] int requests() const;  // that were read to their end

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace outreach::test
