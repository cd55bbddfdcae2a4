#pragma once

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QMap>
#include <QProcess>
#include <QTcpSocket>

#include <optional>

namespace dyno::test {

using nlohmann::json;

/// The demo server as a child process that listens on a free port of 127.0.0.1.
class DemoHttpServer {
public:
    explicit DemoHttpServer(const QStringList& arguments = {});
    ~DemoHttpServer();

    QProcess& process() { return m_process; }
    /// 0 when it did not come up.
    quint16 port() const { return m_port; }
    QByteArray firstLine() const { return m_firstLine; }

private:
    QProcess m_process;
    QByteArray m_firstLine;
    quint16 m_port = 0;
};

using Headers = QMap<QByteArray, QByteArray>;

struct HttpResponse {
    int status = 0;  ///< 0 when none came
    Headers headers; ///< names in lower case
    QByteArray body;
    bool complete = false; ///< false when the connection ended before the body did

    /// The body, or the last event's data.
    json message() const {
        const qsizetype data =
            headers.value("content-type") == "text/event-stream" ? body.lastIndexOf("data: ") + 6 : 0;
        return json::parse(body.mid(data).toStdString(), nullptr, false);
    }
};

struct ServerEvent {
    QByteArray id;
    QByteArray type;
    QByteArray data;
    int retry = -1;

    json message() const { return json::parse(data.toStdString(), nullptr, false); }
};

/// One connection, used as the test says and not as a client would. Every wait is bounded.
class RawHttpClient {
public:
    explicit RawHttpClient(quint16 port);

    void write(const QByteArray& bytes);
    void request(const QByteArray& method, const QByteArray& target, const Headers& headers = {},
                 const QByteArray& body = {});

    HttpResponse read();
    /// The status line and the headers; the body is left for readEvent() or readBytes().
    HttpResponse readHead();
    /// The next event of a chunked body; nothing at its end.
    std::optional<ServerEvent> readEvent();
    /// That many bytes as they come, chunk sizes included; fewer where the connection ends.
    QByteArray readBytes(qsizetype count);
    bool closesWithoutAByte();
    void close();
    bool hasInput() const { return !m_input.isEmpty() || m_socket.bytesAvailable() > 0; }

private:
    bool readMore();
    std::optional<QByteArray> readLine();
    /// The next chunk's content; empty at the end of the body, nothing where the connection ends.
    std::optional<QByteArray> readChunk();

    QTcpSocket m_socket;
    QByteArray m_input;
    QByteArray m_events; ///< decoded from chunks, not yet events
};

} // namespace dyno::test
