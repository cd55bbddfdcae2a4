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
    std::string_view name() const override { return "memory"; }
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
    void breakOff(Error why);

    // What the test asks.
    const std::vector<nlohmann::json>& sent() const { return m_sent; }
    /// The frames sent with this method, oldest first.
    std::vector<nlohmann::json> sent(std::string_view method) const;
    /// The newest one; null when there is none.
    nlohmann::json lastSent(std::string_view method) const;
    bool isOpen() const { return m_listener != nullptr; }
    bool isClosed() const { return m_closed; }

    std::optional<Error> openError; ///< why open() is to fail
    std::string stderrText;
    std::function<void(const nlohmann::json&)> onSend = [](const nlohmann::json&) {};

private:
    async::Clock& m_clock;
    transport::TransportListener* m_listener = nullptr;
    bool m_closed = false;
    std::uint64_t m_offset = 0;
    std::vector<nlohmann::json> m_sent;
};

} // namespace dyno::test
