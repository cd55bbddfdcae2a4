#include "app/demo_server/http/post_reply.h"

#include "app/demo_server/http/http_format.h"
#include "app/demo_server/http/spoilt_response.h"
#include "app/demo_server/message.h"

namespace dyno::demo {

PostReply::PostReply(HttpConnectionPtr connection, std::uint64_t client, Setup setup)
    : ReplyChannel(client)
    , m_connection(std::move(connection))
    , m_setup(std::move(setup)) {}

void PostReply::begin() {
    if (m_connection)
        m_connection->setExchange(shared_from_this());
    if (m_setup.style == ReplyStyle::Sse)
        openStream();
}

// The stream takes the connection over, and hears of its end instead of this; but what that means is the
// same.
void PostReply::openStream() {
    if (streams() || !m_connection)
        return;
    m_stream = m_setup.session ? m_setup.session->newStream()
                               : std::make_shared<EventStream>(client(), "", EventStreamSettings{});
    if (m_setup.abandoned)
        m_stream->onDisconnected(m_setup.abandoned);
    m_stream->open(std::exchange(m_connection, nullptr), m_setup.headers);
}

void PostReply::send(std::string_view message) {
    if (m_setup.style == ReplyStyle::Json) {
        if (m_setup.session)
            aside().send(message);
        return;
    }
    openStream();
    if (streams())
        m_stream->send(message);
}

ReplyChannel& PostReply::aside() {
    return m_setup.session ? static_cast<ReplyChannel&>(*m_setup.session->standalone()) : *this;
}

/// Whether nothing more is awaited; `message` then is all that there is to say.
bool PostReply::isWhole(std::string_view& message) {
    if (m_setup.answers <= 1 && m_batch.empty())
        return true;
    m_batch.append(m_batch.empty() ? "[" : ",").append(message);
    if (--m_setup.answers > 0)
        return false;
    message = m_batch.append("]");
    return true;
}

void PostReply::answer(std::string_view message) {
    if (m_fault)
        return answerSpoilt(message);
    if (m_setup.style == ReplyStyle::Sse)
        openStream();
    if (streams()) {
        if (--m_setup.answers > 0)
            return m_stream->send(message);
        return m_stream->sendLast(message);
    }
    if (isWhole(message) && m_connection)
        std::exchange(m_connection, nullptr)->respond(200, "application/json", message, m_setup.headers);
}

void PostReply::answerInPieces(std::string message, std::size_t pieces, Duration gap) {
    const HttpConnectionPtr connection =
        streams() ? m_stream->connection() : std::exchange(m_connection, nullptr);
    std::string bytes;
    if (streams()) {
        bytes = m_stream->lastBytes(message);
        m_stream->detach();
    } else {
        http::appendResponse(bytes, 200, "application/json", message, m_setup.headers);
    }
    const std::size_t pieceSize = bytes.size() / pieces + 1;
    if (connection)
        connection->writeInPieces(std::move(bytes), pieceSize, gap);
}

void PostReply::refuse(std::string_view message, int code) {
    if (streams() || m_setup.answers > 1 || !m_batch.empty())
        return answer(message);
    const int status = code == methodNotFound ? 404 : 400;
    if (m_connection)
        std::exchange(m_connection, nullptr)->respond(status, "application/json", message, m_setup.headers);
}

// A response without an answer: a stream that ends, or nothing where streams are not to be used. The others
// of a batch get theirs.
void PostReply::abandon() {
    if (--m_setup.answers > 0)
        return;
    if (!m_batch.empty() && m_connection)
        return std::exchange(m_connection, nullptr)
            ->respond(200, "application/json", m_batch.append("]"), m_setup.headers);
    if (m_setup.style == ReplyStyle::Json && m_connection)
        return std::exchange(m_connection, nullptr)->respond(202, "", "");
    openStream();
    if (streams())
        m_stream->end();
}

// What was redirected is not redirected again.
bool PostReply::spoil(const HttpFault& fault) {
    if (m_connection && !m_connection->request().query("redirected").empty())
        return true;
    m_fault = fault;
    return true;
}

void PostReply::answerSpoilt(std::string_view message) {
    const HttpFault fault = *std::exchange(m_fault, std::nullopt);
    if (fault.kind == HttpFaultKind::CutStream)
        openStream();
    const HttpConnectionPtr connection =
        streams() ? m_stream->connection() : std::exchange(m_connection, nullptr);
    if (!connection)
        return;
    connection->setExchange(nullptr);
    if (streams()) {
        m_stream->detach();
        const std::string bytes = m_stream->lastBytes(message);
        return writeCut(connection, std::string_view(bytes).substr(0, bytes.size() - message.size() / 2));
    }
    respondSpoilt(fault, connection, message, m_setup.loseSession);
}

void PostReply::disconnected() {
    m_connection = nullptr;
    if (m_setup.abandoned)
        m_setup.abandoned();
}

} // namespace dyno::demo
