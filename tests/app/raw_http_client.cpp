#include "tests/app/raw_http_client.h"

#include <QHostAddress>

namespace dyno::test {

namespace {

constexpr int patience = 20'000; // ms, for what must happen; nothing is timed with it

ServerEvent parsed(const QByteArray& block) {
    ServerEvent event;
    for (QByteArray line : block.split('\n')) {
        if (line.endsWith('\r'))
            line.chop(1);
        const qsizetype colon = line.indexOf(':');
        const QByteArray field = line.left(colon);
        const QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1).trimmed();
        if (field == "id")
            event.id = value;
        if (field == "event")
            event.type = value;
        if (field == "data")
            event.data += value;
        if (field == "retry")
            event.retry = value.toInt();
    }
    return event;
}

} // namespace

DemoHttpServer::DemoHttpServer(const QStringList& arguments) {
    m_process.start(QStringLiteral(DYNO_DEMO_SERVER),
                    QStringList{QStringLiteral("--http"), QStringLiteral("0")} + arguments);
    while (!m_process.canReadLine() && m_process.waitForReadyRead(patience)) {
    }
    m_firstLine = m_process.readLine();
    const qsizetype colon = m_firstLine.lastIndexOf(':');
    m_port = m_firstLine.mid(colon + 1, m_firstLine.lastIndexOf('/') - colon - 1).toUShort();
}

DemoHttpServer::~DemoHttpServer() {
    m_process.kill();
    m_process.waitForFinished(patience);
}

RawHttpClient::RawHttpClient(quint16 port) {
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    m_socket.waitForConnected(patience);
}

void RawHttpClient::write(const QByteArray& bytes) {
    m_socket.write(bytes);
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patience)) {
    }
}

void RawHttpClient::request(const QByteArray& method, const QByteArray& target, const Headers& headers,
                            const QByteArray& body) {
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    for (auto header = headers.begin(); header != headers.end(); ++header)
        bytes += header.key() + ": " + header.value() + "\r\n";
    if (!body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    write(bytes + "\r\n" + body);
}

bool RawHttpClient::readMore() {
    if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience))
        return false;
    m_input += m_socket.readAll();
    return true;
}

QByteArray RawHttpClient::readBytes(qsizetype count) {
    while (m_input.size() < count && readMore()) {
    }
    const QByteArray bytes = m_input.left(count);
    m_input.remove(0, bytes.size());
    return bytes;
}

std::optional<QByteArray> RawHttpClient::readLine() {
    while (!m_input.contains("\r\n"))
        if (!readMore())
            return std::nullopt;
    const qsizetype end = m_input.indexOf("\r\n");
    const QByteArray line = m_input.left(end);
    m_input.remove(0, end + 2);
    return line;
}

HttpResponse RawHttpClient::readHead() {
    HttpResponse response;
    const auto statusLine = readLine();
    if (!statusLine)
        return response;
    for (auto line = readLine(); line && !line->isEmpty(); line = readLine()) {
        const qsizetype colon = line->indexOf(':');
        response.headers[line->left(colon).toLower()] = line->mid(colon + 1).trimmed();
    }
    response.status = statusLine->mid(9, 3).toInt();
    return response;
}

std::optional<QByteArray> RawHttpClient::readChunk() {
    const auto size = readLine();
    if (!size)
        return std::nullopt;
    const qsizetype length = size->toLongLong(nullptr, 16);
    const QByteArray chunk = readBytes(length);
    return chunk.size() == length && readLine() ? std::optional(chunk) : std::nullopt;
}

HttpResponse RawHttpClient::read() {
    HttpResponse response = readHead();
    if (!response.headers.value("transfer-encoding").contains("chunked")) {
        const qsizetype length = response.headers.value("content-length").toLongLong();
        response.body = readBytes(length);
        response.complete = response.body.size() == length;
        return response;
    }
    auto chunk = readChunk();
    for (; chunk && !chunk->isEmpty(); chunk = readChunk())
        response.body += *chunk;
    response.complete = chunk.has_value();
    return response;
}

std::optional<ServerEvent> RawHttpClient::readEvent() {
    while (!m_events.contains("\n\n")) {
        const auto chunk = readChunk();
        if (!chunk || chunk->isEmpty())
            return std::nullopt;
        m_events += *chunk;
    }
    const qsizetype end = m_events.indexOf("\n\n");
    const ServerEvent event = parsed(m_events.left(end));
    m_events.remove(0, end + 2);
    return event;
}

bool RawHttpClient::closesWithoutAByte() {
    return !readMore() && m_socket.state() == QAbstractSocket::UnconnectedState;
}

void RawHttpClient::close() {
    m_socket.disconnectFromHost();
    if (m_socket.state() != QAbstractSocket::UnconnectedState)
        m_socket.waitForDisconnected(patience);
}

} // namespace dyno::test
