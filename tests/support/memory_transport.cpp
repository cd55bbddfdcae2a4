#include "memory_transport.h"

#include <utility>

namespace dyno::test {

using nlohmann::json;

Result<void> MemoryTransport::open(transport::TransportListener& listener) {
    if (openError)
        return *openError;
    m_listener = &listener;
    return {};
}

std::uint64_t MemoryTransport::send(const transport::Outgoing& message) {
    m_offset += message.frame.size() + 1;
    m_sent.push_back(json::parse(message.frame));
    m_headers.emplace_back(message.headers.begin(), message.headers.end());
    onSend(m_sent.back());
    return m_offset;
}

bool MemoryTransport::abandon(std::uint64_t request) {
    m_abandoned.push_back(request);
    return tellsOfAbandoned;
}

async::Awaitable<void> MemoryTransport::close() {
    m_listener = nullptr;
    m_closed = true;
    co_return;
}

void MemoryTransport::deliverLine(std::string_view line) {
    deliverLine(line, {m_clock.now(), m_clock.now()});
}

void MemoryTransport::deliverLine(std::string_view line, const jsonrpc::LineTimes& times) {
    if (m_listener)
        m_listener->received(line, {times.first, times.last, {}, {}, {}, {}, line.size() + 1});
}

void MemoryTransport::deliverOversized(std::string_view line) {
    jsonrpc::OversizedLine dropped;
    dropped.feed(line);
    if (m_listener)
        m_listener->oversized(dropped);
}

void MemoryTransport::markWritten() {
    if (m_listener)
        m_listener->written(m_offset, m_clock.now());
}

void MemoryTransport::writeToStderr(std::string_view text) {
    stderrText += text;
    if (m_listener)
        m_listener->diagnostic(text);
}

void MemoryTransport::breakOff(Error why, std::optional<std::uint64_t> unseen) {
    if (auto* listener = std::exchange(m_listener, nullptr))
        listener->closed(std::move(why), unseen ? std::span<const std::uint64_t>(&*unseen, 1)
                                                : std::span<const std::uint64_t>());
}

void MemoryTransport::fail(const json& request, Error why, bool unseen,
                           std::optional<async::Duration> retryAfter) {
    if (m_listener)
        m_listener->failed(request.at("id"), std::move(why), unseen, retryAfter);
}

std::vector<json> MemoryTransport::sent(std::string_view method) const {
    std::vector<json> result;
    for (const json& frame : m_sent)
        if (frame.is_object() && frame.value("method", "") == method)
            result.push_back(frame);
    return result;
}

std::vector<http::Header> MemoryTransport::lastHeaders(std::string_view method) const {
    for (std::size_t i = m_sent.size(); i > 0; --i)
        if (m_sent[i - 1].is_object() && m_sent[i - 1].value("method", "") == method)
            return m_headers[i - 1];
    return {};
}

json MemoryTransport::lastSent(std::string_view method) const {
    const std::vector<json> all = sent(method);
    return all.empty() ? json() : all.back();
}

} // namespace dyno::test
