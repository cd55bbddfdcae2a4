#include "app/demo_server/http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>

namespace dyno::demo {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

constexpr std::uint64_t bodyLimit = 256 * 1024 * 1024;

std::string_view own(string_view text) {
    return {text.data(), text.size()};
}

class Parser final : public http::basic_parser<true> {
public:
    explicit Parser(HttpRequest& request)
        : m_request(request) {
        eager(true);
        body_limit(bodyLimit);
        header_limit(64 * 1024);
    }

private:
    void on_request_impl(http::verb, string_view method, string_view target, int, error_code&) override {
        m_request.method = own(method);
        m_request.target = own(target);
    }
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
        m_request.addHeader(own(name), own(value));
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view body, error_code&) override {
        m_request.body += own(body);
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
        m_request.body += own(body);
        return body.size();
    }
    void on_finish_impl(error_code&) override { m_request.keepAlive = keep_alive(); }

    HttpRequest& m_request;
};

} // namespace

class RequestParser::Beast {
public:
    std::optional<Parser> parser; ///< one a request: Beast's cannot be reset
};

RequestParser::RequestParser(HttpRequest& request)
    : m_request(request)
    , m_beast(std::make_unique<Beast>()) {
    begin();
}

RequestParser::~RequestParser() = default;

void RequestParser::begin() {
    m_request.clear();
    m_beast->parser.emplace(m_request);
    m_state = State::NeedsMore;
    m_expectationTaken = false;
}

std::size_t RequestParser::put(std::string_view bytes) {
    error_code error;
    const std::size_t taken =
        m_beast->parser->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != http::error::need_more)
        m_state = State::Malformed;
    else if (m_beast->parser->is_done())
        m_state = State::Complete;
    return taken;
}

bool RequestParser::takeExpectation() {
    if (m_expectationTaken || m_state != State::NeedsMore || !m_beast->parser->is_header_done())
        return false;
    m_expectationTaken = true;
    return m_request.header("Expect") == "100-continue";
}

} // namespace dyno::demo
