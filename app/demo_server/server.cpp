#include "app/demo_server/server.h"

#include "app/demo_server/arguments.h"
#include "app/demo_server/call.h"

#include <unistd.h>

namespace dyno::demo {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

const RpcError unknownMethod = {methodNotFound, "Method not found"};

bool isId(const json& id) {
    return id.is_string() || id.is_number_integer();
}

} // namespace

Server::Server(asio::io_context& io, const Options& options)
    : m_io(io)
    , m_options(options)
    , m_input(io, STDIN_FILENO)
    , m_startTimer(io)
    , m_out(io, STDOUT_FILENO)
    , m_catalogue(options.pageSize)
    , m_clientRequests(m_out)
    , m_legacy(options.protocolVersion)
    , m_modern(m_out)
    , m_toolbox{m_out, m_catalogue, m_clientRequests, m_desk, std::mt19937_64(options.seed), {}, {}}
    , m_desk(m_toolbox, options) {
    m_toolbox.announceToolsChanged = [this] { announceToolsChanged(); };
}

void Server::greet() {
    if (m_options.banner.empty())
        return;
    m_out.send(m_options.banner);
    m_out.flush();
}

void Server::start() {
    m_startTimer.expires_after(m_options.slowStart);
    m_startTimer.async_wait([this](error_code) { read(); });
}

void Server::read() {
    const std::span<char> space = m_lines.space();
    m_input.async_read_some(asio::buffer(space.data(), space.size()),
                            [this](error_code error, std::size_t bytes) {
                                if (error)
                                    return inputEnded();
                                received(bytes);
                                read();
                            });
}

void Server::received(std::size_t bytes) {
    m_lines.filled(bytes);
    while (const auto line = m_lines.nextLine())
        if (!line->empty() && !m_options.silent)
            handleLine(*line);
    m_out.flush();
}

// A timer that never rings keeps the loop alive where the end of input is to be ignored.
void Server::inputEnded() {
    if (!m_options.ignoreEof)
        return m_io.stop();
    m_startTimer.expires_at(std::chrono::steady_clock::time_point::max());
    m_startTimer.async_wait([](error_code) {});
}

void Server::handleLine(std::string_view line) {
    json message = json::parse(line, nullptr, false);
    if (message.is_discarded())
        return m_out.send(message::error(nullptr, {parseError, "Parse error"}));
    if (message.is_array() && m_legacy.takesBatches() && !message.empty())
        return handleBatch(message);
    handleMessage(message);
}

// Every request of a batch is answered by a line of its own: JSON-RPC would like one array, but does not
// insist.
void Server::handleBatch(const json& batch) {
    for (json message : batch)
        handleMessage(message);
}

void Server::handleMessage(json& message) {
    const json& method = member(message, "method");
    const json& id = member(message, "id");
    if (method.is_null() && !id.is_null() && (message.contains("result") || message.contains("error")))
        return m_clientRequests.replied(message);
    if (!method.is_string() || !(isId(id) || !message.contains("id")))
        return m_out.send(message::error(nullptr, {invalidRequest, "Not a JSON-RPC message"}));
    json& params = message["params"];
    if (params.is_null())
        params = json::object();
    if (id.is_null())
        return handleNotification(method.get_ref<const std::string&>(), params);
    if (!params.is_object())
        return m_out.send(message::error(id, {invalidRequest, "params must be an object"}));
    handleRequest(id, method.get_ref<const std::string&>(), params);
}

void Server::handleRequest(const json& id, const std::string& method, json& params) {
    if (m_options.eras == SpokenEras::Legacy)
        return handleLegacy(id, method, params);
    const bool onlyModern = m_options.eras == SpokenEras::Modern;
    if (onlyModern && method == "initialize")
        return reply(id, Era::Modern, ModernEra::noHandshake());
    const bool opensLegacy = method == "initialize" || method == "ping" || m_legacy.initialized();
    if (onlyModern || ModernEra::speaks(params) || method == "server/discover" || !opensLegacy)
        return handleModern(id, method, params);
    handleLegacy(id, method, params);
}

void Server::handleLegacy(const json& id, const std::string& method, json& params) {
    if (method == "initialize")
        return reply(id, Era::Legacy, m_legacy.initialize(params));
    if (method == "ping")
        return reply(id, Era::Legacy, json::object());
    if (method != "tools/list" && method != "tools/call")
        return reply(id, Era::Legacy, unknownMethod);
    if (!m_legacy.initialized())
        return reply(id, Era::Legacy, RpcError{invalidRequest, "initialize comes first"});
    if (method == "tools/list")
        return reply(id, Era::Legacy, m_catalogue.list(params, Era::Legacy));
    callTool(id, Era::Legacy, params);
}

void Server::handleModern(const json& id, const std::string& method, json& params) {
    if (auto error = ModernEra::checkMeta(params))
        return reply(id, Era::Modern, *error);
    if (method == "tools/call")
        return callTool(id, Era::Modern, params);
    if (method == "tools/list")
        return reply(id, Era::Modern, m_catalogue.list(params, Era::Modern));
    if (method == "server/discover")
        return reply(id, Era::Modern, ModernEra::discover());
    if (method == "subscriptions/listen")
        return m_modern.listen(id, params);
    reply(id, Era::Modern, unknownMethod);
}

void Server::handleNotification(const std::string& method, const json& params) {
    if (method != "notifications/cancelled" || !params.is_object() || !params.contains("requestId"))
        return;
    const std::string id = params["requestId"].dump();
    if (!m_modern.cancel(id))
        m_desk.cancel(id);
}

void Server::callTool(const json& id, Era era, json& params) {
    const json& name = member(params, "name");
    const Tool* const tool =
        name.is_string() ? m_catalogue.find(name.get_ref<const std::string&>()) : nullptr;
    if (!tool)
        return reply(id, era, RpcError{invalidParams, "Unknown tool: " + name.dump()});
    json& arguments = params["arguments"];
    if (arguments.is_null())
        arguments = json::object();
    if (auto error = checkArguments(tool->definition["inputSchema"], arguments))
        return reply(id, era, *error);
    CallRequest request{id, era, tool, std::move(arguments),
                        member(member(params, "_meta"), "progressToken")};
    const auto call = std::make_shared<Call>(m_io, m_desk, m_out, std::move(request));
    if (m_desk.knows(call->id()))
        return reply(id, era, RpcError{invalidRequest, "This id is in use"});
    m_desk.accept(call);
}

void Server::reply(const json& id, Era era, const Outcome& outcome) {
    if (const auto* error = std::get_if<RpcError>(&outcome))
        return m_out.send(message::error(id, *error));
    m_out.send(message::result(id, era, std::get<json>(outcome)));
}

void Server::announceToolsChanged() {
    if (m_legacy.initialized())
        m_out.send(message::notification("notifications/tools/list_changed", nullptr));
    m_modern.announceToolsChanged();
}

} // namespace dyno::demo
