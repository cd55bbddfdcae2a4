#pragma once

#include "app/demo_server/catalogue.h"
#include "app/demo_server/client_requests.h"
#include "app/demo_server/desk.h"
#include "app/demo_server/options.h"
#include "app/demo_server/subscriptions.h"
#include "app/demo_server/tasks.h"
#include "app/demo_server/toolbox.h"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <set>

namespace dyno::demo {

class Conversation;

/// What all clients of this server share. Everything runs on the one thread that runs the io_context.
struct Backend {
    Backend(boost::asio::io_context& context, const Options& ordered);
    Backend(const Backend&) = delete;

    /// A number that no other client has.
    std::uint64_t newClient() { return ++m_lastClient; }
    void announceToolsChanged();

    boost::asio::io_context& io;
    const Options options;
    Catalogue catalogue;
    ClientRequests clientRequests;
    Subscriptions subscriptions;
    Tasks tasks;
    std::set<Conversation*> conversations; ///< those that go on; they enter and leave by themselves
    Toolbox toolbox;
    Desk desk;

private:
    std::uint64_t m_lastClient = 0;
};

} // namespace dyno::demo
