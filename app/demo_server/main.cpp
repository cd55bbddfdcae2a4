#include "app/demo_server/launch.h"
#include "app/demo_server/options.h"
#include "app/demo_server/server.h"

#include <boost/asio/io_context.hpp>

using namespace dyno::demo;

int main(int argc, char* argv[]) {
    const auto parsed = parseOptions(argc, argv);
    if (const int* exitCode = std::get_if<int>(&parsed))
        return *exitCode;
    const Options& options = std::get<Options>(parsed);
    prepareProcess(options);

    boost::asio::io_context io(1);
    Server server(io, options);
    server.greet();
    if (options.exitAtOnce)
        return *options.exitAtOnce;
    server.start();
    io.run();
    return 0;
}
