// What the daemon is told. Every default stands beside its field; every field is a key of the
// settings file (config/outreachd.example.json) and, where it is common, a flag.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace outreach::config {

using std::chrono::milliseconds;

// Where the HTTP side listens. Nothing beyond loopback unless told.
struct ListenSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
};

struct RedisSettings {
    std::string url = "embedded:";        // embedded:, redis://, unix://
    bool require_durable = false;         // refuse a server that could lose data
    int partitions = 16;                  // 1..64; fixed once a database is in use
    std::string server = "redis-server";  // the program that `embedded:` starts
    milliseconds timeout{5000};           // one batch of commands, 100 ms..60 s
};

struct DeliverySettings {
    int concurrency = 256;          // attempts in flight over all endpoints, 1..10000
    int endpoint_concurrency = 16;  // the default for one endpoint, 1..1000
    int batch = 256;                // notices a claim takes at most, 1..256
    milliseconds lease{60'000};     // longer than any endpoint's timeout, 5 s..10 min
    milliseconds timeout{15'000};   // one attempt, DNS to last byte of the answer, 0.1..120 s
    milliseconds drain{20'000};     // how long SIGTERM waits for attempts in flight, 0..10 min
    std::string proxy;              // "http://host:port", for endpoints that name none; empty: none
    std::string proxy_credentials;  // a file with "user:password"
    std::string origin;             // what we call ourselves in handshakes; empty: the host's name
};

struct LogSettings {
    std::string level = "info";  // debug, info, warn, error
    std::string form = "auto";   // auto, json, text
};

struct ClockSettings {
    std::string start;   // RFC 3339; empty is the wall clock
    double speed = 1.0;  // with start: 0 is as fast as the work allows, up to 1e7
};

// An access token: who it stands for, what it allows, and where it is kept.
struct TokenSettings {
    std::string name;
    std::string role;  // viewer, editor, approver, admin
    std::string file;  // exactly one of the three
    std::string env;
    std::string credential;
};

struct Settings {
    std::string data_dir = "outreach-data";
    std::string campaigns = "campaigns";
    std::string partners = "partners.json";
    std::string holidays;  // a file that corrects the holidays of the law; empty: the law alone
    std::vector<TokenSettings> tokens;  // none: whoever reaches the HTTP side may do everything
    bool backfill = false;              // also send what was past when its campaign was first seen
    ListenSettings listen;
    RedisSettings redis;
    DeliverySettings delivery;
    LogSettings log;
    ClockSettings clock;
};

}  // namespace outreach::config
