#include "scheduler/cli/console.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "campaigns/reading/source_text.hpp"

namespace outreach::cli {

bool stdout_is_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}

bool stdin_is_terminal() {
    return ::isatty(STDIN_FILENO) == 1;
}

std::string ask(const std::string& question) {
    std::fputs(question.c_str(), stderr);
    std::string line;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) {
        line += static_cast<char>(c);
    }
    return line;
}

bool use_colour() {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool dumb = term == nullptr || std::strcmp(term, "dumb") == 0;
    return stdout_is_terminal() && !dumb && (no_colour == nullptr || *no_colour == '\0');
}

void say(const std::string& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
}

void print(const std::string& line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

std::string to_table(const std::vector<std::string>& heads,
                     const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const std::string& head : heads) widths.push_back(reading::display_width(head));
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], reading::display_width(row[i]));
        }
    }
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            text += cells[i];
            if (i + 1 < cells.size()) {
                text += std::string(widths[i] - reading::display_width(cells[i]) + 2, ' ');
            }
        }
        return text + "\n";
    };
    std::string text = line(heads);
    for (const auto& row : rows) text += line(row);
    if (!text.empty()) text.pop_back();
    return text;
}

std::string to_csv(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ',';
        const bool quote = cells[i].find_first_of(",\"\r\n") != std::string::npos;
        if (!quote) {
            line += cells[i];
            continue;
        }
        line += '"';
        for (const char c : cells[i]) {
            if (c == '"') line += '"';
            line += c;
        }
        line += '"';
    }
    return line;
}

}  // namespace outreach::cli
