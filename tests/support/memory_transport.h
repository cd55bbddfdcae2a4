#pragma once

#include "engine/jsonrpc/line_framer.h"
#include "engine/transport/transport.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dyno::test {

/// A transport whose other end is the test.
class MemoryTransport final : public transport::Transport {
public:
    explicit MemoryTransport(async::Clock& clock)
        : m_clock(clock) {}

    // What the session sees.
    Result<void> open(transport::TransportListener& listener) override;
    std::uint64_t send(const transport::Outgoing& message) override;
    async::Awaitable<void> close() override;
    bool abandon(std::uint64_t request) override;
    bool maySpeakModern() const override { return modern; }
    bool maySendBatches() const override { return batches; }
    std::string_view name() const override { return transportName; }
    std::string stderrTail() const override { return stderrText; }

    // What the test says; nothing arrives once the transport is closed, as with a real one.
    void deliver(const nlohmann::json& message) { deliverLine(message.dump()); }
    void deliverLine(std::string_view line);
    void deliverLine(std::string_view line, const jsonrpc::LineTimes& times);
    /// The line passed the bound and was dropped.
    void deliverOversized(std::string_view line);
    /// All that was sent leaves our hands now.
    void markWritten();
    void writeToStderr(std::string_view text);
    /// `unseen`: the id of a request that the server has certainly not begun with.
    void breakOff(Error why, std::optional<std::uint64_t> unseen = {});
    /// Ends one request without an answer.
    void fail(const nlohmann::json& request, Error why, bool unseen = false,
              std::optional<async::Duration> retryAfter = {});

    // What the test asks.
    const std::vector<nlohmann::json>& sent() const { return m_sent; }
    /// The headers that came with each of sent().
    const std::vector<std::vector<http::Header>>& headers() const { return m_headers; }
    /// The headers of the newest frame with this method.
    std::vector<http::Header> lastHeaders(std::string_view method) const;
    /// Requests whose answer is not waited for any longer.
    const std::vector<std::uint64_t>& abandoned() const { return m_abandoned; }
    /// The frames sent with this method, oldest first.
    std::vector<nlohmann::json> sent(std::string_view method) const;
    /// The newest one; null when there is none.
    nlohmann::json lastSent(std::string_view method) const;
    bool isOpen() const { return m_listener != nullptr; }
    bool isClosed() const { return m_closed; }

    std::optional<Error> openError; ///< why open() is to fail
    std::string stderrText;
    std::string transportName = "memory";
    bool modern = true;            ///< whether the modern era can be spoken
    bool batches = true;           ///< whether a frame may be an array of requests
    bool tellsOfAbandoned = false; ///< what abandon() answers
    std::function<void(const nlohmann::json&)> onSend = [](const nlohmann::json&) {};

private:
    async::Clock& m_clock;
    transport::TransportListener* m_listener = nullptr;
    bool m_closed = false;
    std::uint64_t m_offset = 0;
    std::vector<nlohmann::json> m_sent;
    std::vector<std::vector<http::Header>> m_headers;
    std::vector<std::uint64_t> m_abandoned;
};

} // namespace dyno::test
