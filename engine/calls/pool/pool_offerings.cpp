// What a pool knows of its server's offerings (tools, resources, prompts), and how it keeps that fresh.

#include "engine/calls/pool/pool.h"

#include <fmt/format.h>

namespace dyno::calls {

using telemetry::LogLevel;

void Pool::setTools(mcp::ToolList list) {
    m_tools = std::make_shared<const std::vector<mcp::Tool>>(std::move(list.tools));
    m_toolPages = std::move(list.pages);
    m_toolsByName.clear();
    for (const mcp::Tool& tool : *m_tools)
        m_toolsByName.emplace(tool.name, &tool);
    if (list.warnings != m_toolWarnings)
        for (const std::string& warning : list.warnings)
            m_observer.poolLog(LogLevel::Warning, warning);
    m_toolWarnings = std::move(list.warnings);
    if (m_detail)
        setDetail(*m_detail);
    m_observer.poolToolsChanged();
}

void Pool::setDetail(mcp::ServerDetail detail) {
    detail.toolWarnings = m_toolWarnings;
    m_detail = std::make_shared<const mcp::ServerDetail>(std::move(detail));
}

void Pool::refreshDetail(const ConnectionPtr& connection) {
    m_detailStale = true;
    if (!m_readingDetail && !connection->closing)
        spawn(readDetail(connection));
}

/// A connection closed while something was read by it: which one to go on with. If there is none, the next
/// that comes up sees that what we have is `stale`.
ConnectionPtr Pool::cutShort(bool& stale) const {
    stale = true;
    return anyReady();
}

async::Awaitable<void> Pool::readDetail(ConnectionPtr connection) {
    m_readingDetail = true;
    while (connection && std::exchange(m_detailStale, false)) { // a change while we read makes us read again
        mcp::ServerDetail detail = co_await connection->session->readDetail(m_info);
        if (connection->closing)
            connection = cutShort(m_detailStale);
        else
            setDetail(std::move(detail));
    }
    m_readingDetail = false;
    m_observer.poolChanged();
}

async::Awaitable<void> Pool::relistTools(ConnectionPtr connection) {
    auto tools = co_await connection->session->listTools();
    if (tools.has_value())
        setTools(std::move(*tools));
}

const mcp::Tool* Pool::tool(const std::string& name) const {
    const auto found = m_toolsByName.find(name);
    return found == m_toolsByName.end() ? nullptr : found->second;
}

void Pool::refreshTools(const ConnectionPtr& connection) {
    m_toolsStale = true;
    if (!m_listingTools && m_everReady && !connection->closing)
        spawn(listTools(connection));
}

async::Awaitable<void> Pool::listTools(ConnectionPtr connection) {
    m_listingTools = true;
    while (connection && std::exchange(m_toolsStale, false)) { // a change while we read makes us read again
        auto tools = co_await connection->session->listTools();
        if (connection->closing) {
            connection = cutShort(m_toolsStale);
            continue;
        }
        if (tools.has_error()) {
            m_observer.poolLog(LogLevel::Warning,
                               "the changed tool list could not be read: " + tools.error().message);
            break;
        }
        setTools(std::move(*tools));
        m_observer.poolLog(LogLevel::Info, fmt::format("the tool list changed: {} tools", m_tools->size()));
        m_observer.poolChanged();
    }
    m_listingTools = false;
}

} // namespace dyno::calls
