#pragma once

#include "app/demo_server/catalogue.h"
#include "app/demo_server/client_requests.h"
#include "app/demo_server/desk.h"
#include "app/demo_server/legacy_era.h"
#include "app/demo_server/line_buffer.h"
#include "app/demo_server/line_writer.h"
#include "app/demo_server/modern_era.h"
#include "app/demo_server/options.h"
#include "app/demo_server/toolbox.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <string_view>
#include <variant>

namespace dyno::demo {

/// The server on stdin and stdout: reads lines, decides which era a message belongs to, and hands it to what
/// answers it. Everything runs on the one thread that runs the io_context.
class Server {
public:
    Server(boost::asio::io_context& io, const Options& options);

    /// Writes the banner, if one is ordered.
    void greet();
    /// Begins to read, after the ordered delay. The io_context is stopped at the end of input unless that is
    /// to be ignored.
    void start();

private:
    using Outcome = std::variant<json, RpcError>;

    void read();
    void received(std::size_t bytes);
    void inputEnded();

    void handleLine(std::string_view line);
    void handleBatch(const json& batch);
    void handleMessage(json& message);
    void handleRequest(const json& id, const std::string& method, json& params);
    void handleLegacy(const json& id, const std::string& method, json& params);
    void handleModern(const json& id, const std::string& method, json& params);
    void handleNotification(const std::string& method, const json& params);

    void callTool(const json& id, Era era, json& params);
    void reply(const json& id, Era era, const Outcome& outcome);
    void announceToolsChanged();

    boost::asio::io_context& m_io;
    const Options m_options;
    boost::asio::posix::stream_descriptor m_input;
    boost::asio::steady_timer m_startTimer;
    LineBuffer m_lines;
    LineWriter m_out;
    Catalogue m_catalogue;
    ClientRequests m_clientRequests;
    LegacyEra m_legacy;
    ModernEra m_modern;
    Toolbox m_toolbox;
    Desk m_desk;
};

} // namespace dyno::demo
