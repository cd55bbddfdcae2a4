#pragma once

#include "engine/async/awaitable.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::test {

/// Stands between a client and a server of this machine, passes on what they say, and keeps the client's
/// words. It goes on when the server ends: later connections go to whoever listens on its port then.
class HttpTap {
    using Tcp = boost::asio::ip::tcp;
    using Failure = boost::system::error_code;

public:
    HttpTap(const async::Executor& executor, int serverPort)
        : m_executor(executor)
        , m_acceptor(executor, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0))
        , m_server(boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(serverPort)) {
        accept();
    }
    ~HttpTap() {
        m_acceptor.close();
        cut();
    }

    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(m_acceptor.local_endpoint().port()) + path;
    }
    /// Breaks every connection off.
    void cut() {
        for (const auto& relay : std::exchange(m_relays, {}))
            relay->close();
    }

    /// The requests' heads so far, in lower case, in the order in which their connections were opened.
    std::vector<std::string> heads() const {
        std::vector<std::string> found;
        for (const auto& said : m_said)
            for (const std::string_view method : {"POST /", "GET /", "DELETE /"})
                for (std::size_t at = said->find(method); at != std::string::npos;
                     at = said->find(method, at + 1))
                    found.push_back(lower(said->substr(at, said->find("\r\n\r\n", at) - at)));
        return found;
    }
    /// Those that hold the text, which is in lower case.
    std::vector<std::string> heads(std::string_view text) const {
        std::vector<std::string> found = heads();
        std::erase_if(found, [&](const std::string& head) { return head.find(text) == std::string::npos; });
        return found;
    }

private:
    /// One connection, both ways. It lives as long as bytes flow.
    struct Relay : std::enable_shared_from_this<Relay> {
        Relay(Tcp::socket from, const async::Executor& executor)
            : client(std::move(from))
            , server(executor) {}

        void start(const Tcp::endpoint& to) {
            server.async_connect(to, [self = shared_from_this()](Failure failure) {
                if (failure)
                    return self->close();
                self->pump(self->client, self->server, self->up, self->said.get());
                self->pump(self->server, self->client, self->down, nullptr);
            });
        }
        void pump(Tcp::socket& from, Tcp::socket& to, std::array<char, 16384>& bytes, std::string* kept) {
            from.async_read_some(boost::asio::buffer(bytes), [self = shared_from_this(), &from, &to, &bytes,
                                                              kept](Failure failure, std::size_t count) {
                if (failure)
                    return self->close();
                if (kept)
                    kept->append(bytes.data(), count);
                boost::asio::async_write(to, boost::asio::buffer(bytes.data(), count),
                                         [self, &from, &to, &bytes, kept](Failure failed, std::size_t) {
                                             failed ? self->close() : self->pump(from, to, bytes, kept);
                                         });
            });
        }
        /// Shut down first: a process that was started meanwhile holds the sockets, too.
        void close() {
            for (Tcp::socket* socket : {&client, &server}) {
                Failure ignored;
                socket->shutdown(Tcp::socket::shutdown_both, ignored);
                socket->close(ignored);
            }
        }

        Tcp::socket client;
        Tcp::socket server;
        std::array<char, 16384> up{};
        std::array<char, 16384> down{};
        std::shared_ptr<std::string> said = std::make_shared<std::string>();
    };

    void accept() {
        m_acceptor.async_accept([this, alive = std::weak_ptr(m_alive)](Failure failure, Tcp::socket client) {
            if (failure || alive.expired())
                return;
            const auto relay = std::make_shared<Relay>(std::move(client), m_executor);
            m_relays.push_back(relay);
            m_said.push_back(relay->said);
            relay->start(m_server);
            accept();
        });
    }
    static std::string lower(std::string text) {
        for (char& letter : text)
            if (letter >= 'A' && letter <= 'Z')
                letter = static_cast<char>(letter - 'A' + 'a');
        return text;
    }

    async::Executor m_executor;
    Tcp::acceptor m_acceptor;
    Tcp::endpoint m_server;
    std::vector<std::shared_ptr<Relay>> m_relays;
    std::vector<std::shared_ptr<const std::string>> m_said; ///< by each connection
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace dyno::test
