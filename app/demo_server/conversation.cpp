#include "app/demo_server/conversation.h"

#include "app/demo_server/arguments.h"
#include "app/demo_server/backend.h"
#include "app/demo_server/batch_reply.h"
#include "app/demo_server/call.h"
#include "app/demo_server/modern_era.h"
#include "app/demo_server/offerings.h"

#include <algorithm>

namespace dyno::demo {

namespace {

const RpcError unknownMethod = {methodNotFound, "Method not found"};

bool isId(const json& id) {
    return id.is_string() || id.is_number_integer();
}

bool isResponse(const json& message) {
    return !member(message, "id").is_null() && (message.contains("result") || message.contains("error"));
}

/// Whether it gets an answer, if only that it is none: what is no notification and no response.
bool isAnswered(const json& message) {
    const json& method = member(message, "method");
    if (method.is_null() && isResponse(message))
        return false;
    return !method.is_string() || message.contains("id");
}

} // namespace

Conversation::Conversation(Backend& backend, SpokenEras eras)
    : m_backend(backend)
    , m_eras(eras)
    , m_legacy(backend.options.protocolVersion) {
    m_backend.conversations.insert(this);
}

Conversation::~Conversation() {
    m_backend.conversations.erase(this);
}

// What has an event stream sends the answers to a batch one by one; all else makes an array of them.
void Conversation::handle(json& message, const ReplyPtr& reply) {
    if (message.is_discarded())
        return reply->refuse(message::error(nullptr, {parseError, "Parse error"}), parseError);
    if (!message.is_array() || message.empty() || !m_legacy.takesBatches())
        return handleMessage(message, reply);
    m_backend.desk.batchCame();
    const auto answers = std::count_if(message.begin(), message.end(), isAnswered);
    const ReplyPtr gathering =
        reply->gathers() ? reply : std::make_shared<BatchReply>(reply, static_cast<std::size_t>(answers));
    for (json& each : message)
        handleMessage(each, gathering);
}

void Conversation::handleMessage(json& message, const ReplyPtr& reply) {
    const json& method = member(message, "method");
    const json& id = member(message, "id");
    if (method.is_null() && isResponse(message))
        return m_backend.clientRequests.replied(message);
    if (!method.is_string() || !(isId(id) || !message.contains("id")))
        return reply->refuse(message::error(nullptr, {invalidRequest, "Not a JSON-RPC message"}),
                             invalidRequest);
    json& params = message["params"];
    if (params.is_null())
        params = json::object();
    const auto& name = method.get_ref<const std::string&>();
    if (id.is_null())
        return handleNotification(name, params, reply->client());
    const Request request{id, name, params, reply};
    if (!params.is_object())
        return request.refuse({invalidRequest, "params must be an object"});
    handleRequest(request);
}

void Conversation::handleRequest(Request request) {
    if (m_eras == SpokenEras::Legacy)
        return handleLegacy(request);
    const bool onlyModern = m_eras == SpokenEras::Modern;
    if (onlyModern && request.method == "initialize")
        return request.refuse(modern::noHandshake());
    const bool opensLegacy =
        request.method == "initialize" || request.method == "ping" || m_legacy.initialized();
    if (!onlyModern && !modern::speaks(request.params) && request.method != "server/discover" && opensLegacy)
        return handleLegacy(request);
    request.era = Era::Modern;
    handleModern(request);
}

void Conversation::handleLegacy(const Request& request) {
    if (request.method == "tools/call" && m_legacy.initialized())
        return callTool(request);
    if (request.method == "initialize")
        return request.answer(m_legacy.initialize(request.params));
    if (request.method == "ping")
        return request.answer(json::object());
    if (!m_legacy.initialized()) {
        const bool aboutTools = request.method == "tools/list" || request.method == "tools/call";
        return request.answer(aboutTools ? RpcError{invalidRequest, "initialize comes first"}
                                         : unknownMethod);
    }
    if (request.method == "tools/list")
        return request.answer(m_backend.catalogue.list(request.params, Era::Legacy));
    if (handleLegacyTask(request))
        return;
    request.answer(offer(request.method, request.params, Era::Legacy).value_or(unknownMethod));
}

bool Conversation::handleLegacyTask(const Request& request) {
    const std::uint64_t client = request.reply->client();
    Tasks& tasks = m_backend.tasks;
    if (!m_legacy.hasTasks())
        return false;
    if (request.method == "tasks/result")
        tasks.result(request.id, request.params, request.reply);
    else if (request.method == "tasks/get")
        request.answer(tasks.get(request.params, client));
    else if (request.method == "tasks/list")
        request.answer(tasks.list(client));
    else if (request.method == "tasks/cancel")
        request.answer(tasks.cancel(request.params, client));
    else
        return false;
    return true;
}

void Conversation::handleModern(const Request& request) {
    if (const auto error = modern::checkMeta(request.params))
        return request.refuse(*error);
    if (request.method == "tools/call")
        return callTool(request);
    if (request.method == "tools/list")
        return request.answer(m_backend.catalogue.list(request.params, Era::Modern));
    if (request.method == "server/discover")
        return request.answer(modern::discover());
    if (request.method == "subscriptions/listen")
        return m_backend.subscriptions.listen(request.id, request.params, request.reply);
    if (handleModernTask(request))
        return;
    if (const auto offered = offer(request.method, request.params, Era::Modern))
        return request.answer(*offered);
    request.refuse(unknownMethod);
}

bool Conversation::handleModernTask(const Request& request) {
    if (request.method != "tasks/get" && request.method != "tasks/cancel")
        return false;
    const std::uint64_t client = request.reply->client();
    if (!modern::declaresTasks(request.params))
        request.refuse(modern::tasksMustBeDeclared());
    else if (request.method == "tasks/get")
        request.answer(m_backend.tasks.get(request.params, client));
    else
        request.answer(m_backend.tasks.cancel(request.params, client));
    return true;
}

void Conversation::handleNotification(const std::string& method, const json& params, std::uint64_t client) {
    if (method != "notifications/cancelled" || !params.is_object() || !params.contains("requestId"))
        return;
    const CallKey key{client, params["requestId"].dump()};
    if (!m_backend.subscriptions.cancel(key))
        m_backend.desk.cancel(key);
}

void Conversation::callTool(const Request& request) {
    const json& name = member(request.params, "name");
    const Tool* const tool =
        name.is_string() ? m_backend.catalogue.find(name.get_ref<const std::string&>()) : nullptr;
    if (!tool)
        return request.answer(RpcError{invalidParams, "Unknown tool: " + name.dump()});
    json& arguments = request.params["arguments"];
    if (arguments.is_null())
        arguments = json::object();
    if (const auto error = checkArguments(tool->definition["inputSchema"], arguments))
        return request.answer(*error);
    const bool hasTasks = request.era == Era::Modern || m_legacy.hasTasks();
    if (hasTasks && tool->taskOnly)
        return startTask(request, *tool);
    if (hasTasks && request.era == Era::Legacy && request.params.contains("task"))
        return request.answer(RpcError{methodNotFound, "This tool does not run as a task"});
    startCall(request, *tool);
}

void Conversation::startCall(const Request& request, const Tool& tool) {
    CallRequest wanted{request.id, request.era, &tool, std::move(request.params), request.reply};
    const auto call = std::make_shared<Call>(m_backend.io, m_backend.desk, std::move(wanted));
    if (m_backend.desk.knows(call->key()))
        return request.answer(RpcError{invalidRequest, "This id is in use"});
    m_backend.desk.accept(call);
}

void Conversation::startTask(const Request& request, const Tool& tool) {
    const json& wish = member(request.params, "task");
    if (request.era == Era::Modern && !modern::declaresTasks(request.params))
        return request.refuse(modern::tasksMustBeDeclared());
    if (request.era == Era::Legacy && !wish.is_object())
        return request.answer(RpcError{methodNotFound, "This tool runs as a task only"});
    const TaskPtr task = m_backend.tasks.create(request.era, request.reply->client(), member(wish, "ttl"));
    request.answer(Tasks::created(*task));
    CallRequest wanted{request.id, request.era, &tool, std::move(request.params),
                       Tasks::replyTo(task, m_backend.newClient())};
    const auto call = std::make_shared<Call>(m_backend.io, m_backend.desk, std::move(wanted));
    task->call = call;
    m_backend.desk.accept(call);
}

void Conversation::announceToolsChanged() {
    if (m_aside && m_legacy.initialized())
        m_aside->send(message::notification("notifications/tools/list_changed", nullptr));
}

void Conversation::Request::answer(const Outcome& outcome) const {
    if (const auto* error = std::get_if<RpcError>(&outcome))
        return reply->answer(message::error(id, *error));
    reply->answer(message::result(id, era, std::get<json>(outcome)));
}

void Conversation::Request::refuse(const RpcError& error) const {
    reply->refuse(message::error(id, error), error.code);
}

} // namespace dyno::demo
