// The services that notices go to, as pure rules: a request in, the service's answer out. Written
// from their published documentation and the issue threads about them, apart from the connectors,
// so that a test against a fake is a second opinion. No sockets, no clock, one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outreach::test {

struct FakeRequest {
    std::string method = "POST";
    std::string target = "/";                    // path and query
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

struct FakeAnswer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // Empty if there is none; the name in any case.
    [[nodiscard]] std::string header(std::string_view name) const;
};

// One message as the people in the channel have it.
struct Shown {
    std::string text;                   // what is read, markup and escapes taken away
    std::string preview;                // what a notification or an old client shows, if apart
    std::vector<std::string> mentions;  // who was called by it; should be none
    std::string id;                     // the service's own
    std::string thread;
    std::vector<std::string> receivers;  // LINE: user ids; "*" for a broadcast
    bool clipped = false;                // the service cut it, or shows only its start
    bool edited = false;
    std::string raw;  // the body as it came
};

class FakeService {
public:
    FakeService() = default;
    virtual ~FakeService() = default;
    FakeService(const FakeService&) = delete;
    FakeService& operator=(const FakeService&) = delete;

    FakeAnswer answer(const FakeRequest& request);

    std::vector<Shown> accepted;        // what was shown, in order; an edit changes its entry
    std::vector<FakeRequest> requests;  // all that came
    std::vector<FakeAnswer> answers;    // one for each request
    int repeats = 0;                    // recognised as such and not shown again

    // The next request is refused with `status` in the service's own words, whatever it says;
    // several wait in line. `retry_after` in seconds.
    void next_status(int status, std::optional<int> retry_after = {});
    // The next request is treated as usual, but its answer is lost: the client gets `status`.
    void lose_next_answer(int status = 502) { lost_ = status; }
    // The address or the token is no longer valid.
    void revoke() { revoked_ = true; }
    // The channel, space or group is gone.
    void archive() { archived_ = true; }

protected:
    // The answer to a request that no knob of the base class has settled.
    virtual FakeAnswer decide(const FakeRequest& request) = 0;
    // How the service words a failure of its own: 429, 500, 503, …
    [[nodiscard]] virtual FakeAnswer in_own_words(int status) const;
    [[nodiscard]] std::string next_id();

    bool revoked_ = false;
    bool archived_ = false;

private:
    struct Planned {
        int status = 500;
        std::optional<int> retry_after;
    };
    std::deque<Planned> planned_;
    std::optional<int> lost_;
    std::uint64_t last_id_ = 1'460'000'000'000'000'000;
};

// Slack: "Sending messages using incoming webhooks", "Reference: blocks", "Formatting text for app
// surfaces"; bolt-js issue 2509 for the limit of the whole. 200 with the body "ok", or one word.
class FakeSlack : public FakeService {
public:
    std::size_t most_in_all = 13'200;  // UTF-16 units of all blocks: msg_blocks_too_long
    // Text objects without "verbatim": true have their @here, @channel, @everyone parsed.
    bool parses_bare_mentions = true;

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;
};

// Mattermost: server/channels/{web,app}/webhook.go and the guide to incoming webhooks. A text of
// more than 16,383 code points becomes several posts.
class FakeMattermost : public FakeService {
public:
    int splits = 0;  // posts that are the rest of another

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;
};

// Teams: "Create incoming webhooks with Workflows", "Text formatting in cards"; msteams-docs
// issues 400, 7425 for what the older connectors answered.
class FakeTeams : public FakeService {
public:
    std::size_t most_bytes = 28 * 1024;
    bool flow_fails = false;   // 202, and nothing is shown
    bool flow_is_off = false;  // 400
    bool legacy = false;       // a connector of before 2026: 200 "1", failures in the text of a 200
    // The next request gets 200 with "… returned HTTP error `status` …"; nothing is shown.
    void bury_next_status(int status) { buried_ = status; }

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;

private:
    FakeAnswer refuse(int status, std::string_view code, std::string_view message) const;
    std::optional<int> buried_;
};

// Discord: "Webhook Resource" (Execute, Edit Webhook Message), "Message Resource" (embed limits,
// allowed mentions), "Rate Limits". Lengths in UTF-16 units.
class FakeDiscord : public FakeService {
public:
    int reported_remaining = 4;         // X-RateLimit-Remaining of what is accepted
    std::string reset_after = "1.337";  // seconds, of every answer
    bool global = false;                // a planned 429 is a global one
    // Without wait=true the next message is lost though 204 is answered.
    void drop_next() { drop_ = true; }

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;

private:
    FakeAnswer edit(const FakeRequest& request, std::string_view id);
    FakeAnswer with_rate(FakeAnswer answer) const;
    bool drop_ = false;
};

// Google Chat: "Method: spaces.messages.create", "Format messages". At most 32,000 bytes; the same
// requestId returns the first message; a thread key counts only with a messageReplyOption.
class FakeGoogleChat : public FakeService {
public:
    std::size_t most_bytes = 32'000;

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;

private:
    std::string thread_for(const std::string& option, const std::string& key);
    std::map<std::string, std::string> first_answers_;  // by requestId
    std::map<std::string, std::string> threads_;        // by threadKey
    int threads_made_ = 0;
};

// LINE: "Messaging API reference", "Retry failed API requests", "Character counting in a text".
// POST /v2/bot/message/{push,multicast,broadcast}, GET …/quota and …/quota/consumption.
class FakeLine : public FakeService {
public:
    explicit FakeLine(std::string channel_token) : token_(std::move(channel_token)) {}

    std::optional<int> quota;  // messages a month; none: unlimited
    int used = 0;              // each receiver counts
    int friends = 10;          // receivers of a broadcast
    // A key is good for 24 hours.
    void forget_retry_keys() { accepted_keys_.clear(); }

protected:
    FakeAnswer decide(const FakeRequest& request) override;
    [[nodiscard]] FakeAnswer in_own_words(int status) const override;

private:
    struct Accepted {
        std::string request_id;
        std::string body;  // of the 409
    };
    FakeAnswer read_quota(std::string_view what) const;
    FakeAnswer send(const FakeRequest& request, const std::string& kind);
    std::string token_;
    std::map<std::string, Accepted> accepted_keys_;
};

// A partner's own receiver: Standard Webhooks 1.0 (headers, v1 and v1a), CloudEvents 1.0 in
// structured mode, and the OPTIONS handshake of "HTTP 1.1 Web Hooks for Event Delivery".
class FakeWebhook : public FakeService {
public:
    // "whsec_…" or "whpk_…"; one good signature suffices. None: signatures are not looked at.
    explicit FakeWebhook(std::vector<std::string> keys = {}) : keys_(std::move(keys)) {}

    std::int64_t now = 0;                 // Unix seconds; 0: any timestamp is taken
    std::optional<std::string> consents;  // WebHook-Allowed-Origin of the handshake; none: no
    std::optional<std::string> rate;      // WebHook-Allowed-Rate, requests a minute
    std::string last_refusal;             // for people

protected:
    FakeAnswer decide(const FakeRequest& request) override;

private:
    FakeAnswer refuse(int status, std::string reason);
    [[nodiscard]] bool signed_well(const FakeRequest& request) const;
    std::vector<std::string> keys_;
    std::set<std::string> seen_;
};

}  // namespace outreach::test
