// Reads the head of an answer, counting every byte of it. Beast's own reader counts only what it
// has not yet consumed, so that whole lines without end would pass its limit. Private to the HTTP
// client.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace outreach::connectors {

// Fills `parser` up to the end of the head; what follows stays in `buffer`.
// http::error::header_limit beyond `limit` bytes, end_of_stream if nothing came, partial_message if
// not everything did.
template <class Stream, class Parser>
boost::asio::awaitable<boost::system::error_code> read_head(Stream& stream,
                                                            boost::beast::flat_buffer& buffer,
                                                            Parser& parser,
                                                            std::size_t limit) {
    namespace http = boost::beast::http;
    constexpr std::size_t kAtOnce = 4096;
    parser.eager(false);
    std::size_t taken = 0;
    for (;;) {
        boost::system::error_code error;
        if (buffer.size() > 0) {
            const std::size_t used = parser.put(buffer.cdata(), error);
            buffer.consume(used);
            taken += used;
            if (parser.is_header_done()) co_return boost::system::error_code();
            if (error && error != http::error::need_more) co_return error;
            if (taken + buffer.size() > limit) {
                co_return http::make_error_code(http::error::header_limit);
            }
        }
        const auto room = buffer.prepare(kAtOnce);
        auto [failed, count] = co_await stream.async_read_some(
            room, boost::asio::as_tuple(boost::asio::use_awaitable));
        buffer.commit(count);
        if (failed == boost::asio::error::eof) {
            co_return http::make_error_code(parser.got_some() ? http::error::partial_message
                                                              : http::error::end_of_stream);
        }
        if (failed) co_return failed;
    }
}

}  // namespace outreach::connectors
