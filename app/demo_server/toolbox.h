#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <random>
#include <vector>

namespace dyno::demo {

class Catalogue;
class ClientRequests;
class Desk;

/// What tools may use besides their call.
struct Toolbox {
    Catalogue& catalogue;
    ClientRequests& clientRequests;
    const Desk& desk;
    std::mt19937_64 random;
    std::function<void()> announceToolsChanged; ///< to every client that is to hear of it
    std::vector<std::vector<char>> leaked;
};

} // namespace dyno::demo
