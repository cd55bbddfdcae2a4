#pragma once

#include "app/demo_server/http/http_request.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace dyno::demo {

/// Parses requests into an HttpRequest: Boost.Beast's parser, whose headers are slow to compile, behind a
/// wall.
class RequestParser {
public:
    enum class State { NeedsMore, Complete, Malformed };

    explicit RequestParser(HttpRequest& request);
    ~RequestParser();

    /// Takes what it can of the bytes and says how many that were; a header is taken in one piece only. After
    /// a complete request begin() comes first.
    std::size_t put(std::string_view bytes);
    State state() const { return m_state; }
    /// Whether the client waits for a "100 Continue" before it sends the body; true once.
    bool takeExpectation();
    /// Forgets the request and is ready for the next.
    void begin();

private:
    class Beast;

    HttpRequest& m_request;
    std::unique_ptr<Beast> m_beast;
    State m_state = State::NeedsMore;
    bool m_expectationTaken = false;
};

} // namespace dyno::demo
