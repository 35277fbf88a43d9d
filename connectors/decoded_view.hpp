// A text as it reads once an encoding is taken off, with the way back: where in the text each byte
// came from. Pure. Meant for finding what is hidden by encoding, so it never refuses a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::connectors {

struct DecodedView {
    std::string text;
    std::vector<std::uint32_t> begin;  // for each byte of `text`, in the original
    std::vector<std::uint32_t> end;
    std::uint32_t size = 0;  // of the original; an escape that it cuts apart is not in `text`
};

[[nodiscard]] DecodedView view_plain(std::string_view text);
// RFC 3986, 2.1: %C3%A9, in either case.
[[nodiscard]] DecodedView view_percent(const DecodedView& from);
// The same, and "+" for a space (HTML forms).
[[nodiscard]] DecodedView view_form(const DecodedView& from);
// RFC 8259, 7: \" \\ \/ \n \u00e9 \ud842\udfb7.
[[nodiscard]] DecodedView view_json(const DecodedView& from);
// &amp; &lt; &gt; &quot; &apos; &#233; &#xE9;
[[nodiscard]] DecodedView view_html(const DecodedView& from);

}  // namespace outreach::connectors
