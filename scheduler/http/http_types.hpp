// Requests and answers as plain values, so that pages need no Beast.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::http {

struct Request {
    std::string method;
    std::string path;                          // without the query, decoded
    std::map<std::string, std::string> query;  // decoded; of repeated keys the last
    std::string body;
    std::map<std::string, std::string> headers;  // lower-case names
};

struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

using Handler = std::function<Answer(const Request&)>;

// RFC 9457 problem+json.
[[nodiscard]] Answer problem(int status, std::string_view title, std::string_view detail);

// Splits "/path?query" and decodes both; false for a target that is not well-formed.
[[nodiscard]] bool parse_target(std::string_view target, Request& into);

}  // namespace outreach::http
