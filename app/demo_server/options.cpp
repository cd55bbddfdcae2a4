#include "app/demo_server/options.h"

#include <CLI/CLI.hpp>

#include <map>
#include <vector>

namespace dyno::demo {

namespace {

void addDuration(CLI::App& app, const std::string& name, Duration& target, const std::string& description) {
    const auto read = [&target, name](const std::string& text) {
        const auto duration = parseDuration(text);
        if (!duration)
            throw CLI::ValidationError(name,
                                       "needs a duration such as 250us, 5ms or 1.5s, not '" + text + "'");
        target = *duration;
    };
    app.add_option_function<std::string>(name, read, description)->type_name("DURATION");
}

template<class Value>
void addChoice(CLI::App& app, const std::string& name, Value& target,
               const std::map<std::string, Value>& choices, const std::string& description) {
    const auto choose = [&target, choices](const std::string& text) { target = choices.at(text); };
    std::vector<std::string> names;
    for (const auto& [text, value] : choices)
        names.push_back(text);
    app.add_option_function<std::string>(name, choose, description)
        ->type_name("")
        ->check(CLI::IsMember(names));
}

void addServiceTime(CLI::App& app, Options& options) {
    const std::map<std::string, ServiceShape> shapes = {{"constant", ServiceShape::Constant},
                                                        {"exponential", ServiceShape::Exponential},
                                                        {"lognormal", ServiceShape::Lognormal},
                                                        {"bimodal", ServiceShape::Bimodal}};
    ServiceTimeSettings& service = options.service;
    addChoice(app, "--service", service.shape, shapes,
              "Spend a service time on every call before its tool runs");
    addDuration(app, "--service-mean", service.mean, "Mean service time of all calls [5ms]");
    app.add_option("--service-sigma", service.sigma, "lognormal: standard deviation of the logarithm [0.5]")
        ->check(CLI::Range(0.0, 5.0));
    app.add_option("--service-slow-share", service.slowShare, "bimodal: share of slow calls [0.05]")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--service-slow-factor", service.slowFactor,
                   "bimodal: slow calls take this many times longer [10]")
        ->check(CLI::Range(1.0, 1e6));
    for (const char* name :
         {"--service-mean", "--service-sigma", "--service-slow-share", "--service-slow-factor"})
        app.get_option(name)->needs("--service");
    app.add_option("--parallel", options.parallel,
                   "Work on this many calls at once, queue the rest; 0: all [0]");
    app.add_option("--seed", options.seed, "Of everything random here [1]");
}

void addProtocol(CLI::App& app, Options& options) {
    const std::map<std::string, SpokenEras> eras = {
        {"both", SpokenEras::Both}, {"legacy", SpokenEras::Legacy}, {"modern", SpokenEras::Modern}};
    addChoice(app, "--era", options.eras, eras, "Protocol eras to speak [both]");
    app.add_option("--protocol-version", options.protocolVersion,
                   "Answer every initialize with this version");
    app.add_option("--page-size", options.pageSize,
                   "Tools on a page of tools/list; the second page's cursor is the empty string");
    app.add_flag("--late-replies", options.lateReplies, "Answer a cancelled call anyway, 50 ms later");
    app.add_flag("--silent", options.silent, "Never answer anything");
}

void addProcess(CLI::App& app, Options& options) {
    addDuration(app, "--slow-start", options.slowStart, "Wait before reading anything");
    app.add_option("--exit-at-once", options.exitAtOnce, "Exit with this code before reading anything")
        ->check(CLI::Range(0, 255));
    app.add_option("--banner", options.banner, "A line to write on stdout first");
    app.add_option("--stderr-line", options.stderrLine, "A line to write on stderr first");
    app.add_option("--stderr-bytes", options.stderrBytes, "How many bytes to write on stderr first");
    app.add_flag("--ignore-eof", options.ignoreEof, "Do not exit when stdin closes");
    app.add_flag("--ignore-term", options.ignoreTerm, "Ignore SIGTERM");
    app.add_flag("--spawn-child", options.spawnChild,
                 "Start a child process that outlives the end of input; its number goes to stderr");
}

void addHttp(CLI::App& app, Options& options) {
    app.add_option(
           "--http", options.http,
           "Listen on this port of 127.0.0.1 instead of stdin; 0: any free one, which is printed. Streamable "
           "HTTP is at /mcp, HTTP+SSE at /sse, and what --http-fault KIND would do at /fault/KIND")
        ->type_name("PORT");
    addChoice<ReplyStyle>(app, "--reply", options.reply,
                          {{"auto", ReplyStyle::Auto}, {"json", ReplyStyle::Json}, {"sse", ReplyStyle::Sse}},
                          "Answer a POST with JSON, with an event stream, or as it needs: a stream for "
                          "progress and questions [auto]");
    app.add_flag("--resumable", options.resumable,
                 "Number the events of legacy streams and let clients resume");
    addDuration(app, "--retry", options.retry, "What resumable streams tell the client to wait [100ms]");
    app.add_option("--token", options.token, "Want this bearer token");
    for (const char* name : {"--reply", "--resumable", "--token"})
        app.get_option(name)->needs("--http");
    app.get_option("--retry")->needs("--resumable");
}

void addHttpFaults(CLI::App& app, Options& options) {
    const auto fault = [&options]() -> HttpFault& {
        return options.httpFault ? *options.httpFault : options.httpFault.emplace();
    };
    std::vector<std::string> kinds;
    for (const auto& [name, kind] : httpFaultKinds())
        kinds.push_back(name);
    app.add_option_function<std::string>(
           "--http-fault", [fault](const std::string& name) { fault().kind = httpFaultKinds().at(name); },
           "Answer HTTP requests wrongly")
        ->type_name("")
        ->check(CLI::IsMember(kinds))
        ->needs("--http");
    app.add_option("--http-fault-every", options.httpFaultEvery, "Only every so many requests [1]")
        ->check(CLI::PositiveNumber);
    app.add_option_function<int>(
        "--http-fault-ms", [fault](int ms) { fault().delay = std::chrono::milliseconds(ms); },
        "slow_headers: milliseconds before the headers [500]");
    app.add_option_function<int>(
        "--http-fault-retry-after", [fault](int seconds) { fault().retryAfter = seconds; },
        "rate_limit, unavailable: seconds to wait [1]");
    app.add_option_function<std::string>(
        "--http-fault-location", [fault](const std::string& url) { fault().location = url; },
        "redirect: where to [/mcp]");
    for (const char* name :
         {"--http-fault-every", "--http-fault-ms", "--http-fault-retry-after", "--http-fault-location"})
        app.get_option(name)->needs("--http-fault");
}

} // namespace

std::optional<Duration> parseDuration(const std::string& text) {
    static const std::map<std::string, double> units = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    const std::size_t digits = text.find_first_not_of("0123456789.");
    const auto unit = units.find(digits == std::string::npos ? "" : text.substr(digits));
    double number = 0;
    if (unit == units.end() || !CLI::detail::lexical_cast(text.substr(0, digits), number))
        return std::nullopt;
    return Duration(static_cast<Duration::rep>(number * unit->second));
}

std::variant<Options, int> parseOptions(int argc, const char* const* argv) {
    Options options;
    CLI::App app(
        "An MCP server on stdio or HTTP with behaviours to order: tools that sleep, burn, leak, stall, "
        "crash and send garbage.",
        "mcp-dyno-demo-server");
    app.set_version_flag("--version", "mcp-dyno-demo-server " DYNO_VERSION);
    addProtocol(app, options);
    addServiceTime(app, options);
    addProcess(app, options);
    addHttp(app, options);
    addHttpFaults(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    return options;
}

} // namespace dyno::demo
