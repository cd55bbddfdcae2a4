#include "app/demo_server/backend.h"
#include "app/demo_server/http/http_server.h"
#include "app/demo_server/launch.h"
#include "app/demo_server/options.h"
#include "app/demo_server/stdio_server.h"

#include <boost/asio/io_context.hpp>

using namespace dyno::demo;

namespace {

/// A stdio or HTTP server until it ends; returns the program's exit code.
template<class Server>
int serve(const Options& options) {
    boost::asio::io_context io(1);
    Backend backend(io, options);
    Server server(backend);
    server.greet();
    if (options.exitAtOnce)
        return *options.exitAtOnce;
    server.start();
    io.run();
    return 0;
}

} // namespace

int main(int argc, char* argv[]) {
    const auto parsed = parseOptions(argc, argv);
    if (const int* exitCode = std::get_if<int>(&parsed))
        return *exitCode;
    const Options& options = std::get<Options>(parsed);
    prepareProcess(options);
    return options.http ? serve<HttpServer>(options) : serve<StdioServer>(options);
}
