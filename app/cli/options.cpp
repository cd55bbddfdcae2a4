#include "app/cli/options.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dyno::app {

namespace {

Error invalid(std::string_view option, std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", option, why)};
}

Result<workload::Extent> warmupExtent(const std::string& text) {
    std::uint64_t calls = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), calls);
    if (ec == std::errc() && end == text.data() + text.size())
        return workload::Extent{calls, {}};
    const auto duration = settings::parseDuration(text);
    if (duration.has_error())
        return invalid("--warmup",
                       "\"" + text + "\" is neither a number of calls nor a length of time such as 5s");
    return workload::Extent{{}, *duration};
}

Result<std::string> argumentsText(const std::string& option) {
    if (!option.starts_with('@'))
        return option;
    const std::string file = option.substr(1);
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file))
        return invalid("--args",
                       fmt::format("{} cannot be read: {}", file, std::strerror(in ? EISDIR : errno)));
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// The arguments in one line, as the protocol's framing needs them.
Result<std::string> argumentsObject(const std::string& option) {
    const auto text = argumentsText(option);
    if (text.has_error())
        return text.error();
    try {
        const auto value = nlohmann::json::parse(*text);
        if (!value.is_object())
            return invalid("--args", "the arguments must be a JSON object, such as {\"message\": \"hello\"}");
        return value.dump();
    } catch (const nlohmann::json::exception& error) {
        return Error{ErrorKind::InvalidInput, "--args: this is not JSON: " + *text, error.what()};
    }
}

} // namespace

Result<settings::Tuning> tuning(const RunOptions& options) {
    const auto timeout = settings::parseDuration(options.timeout);
    if (timeout.has_error())
        return invalid("--timeout", timeout.error().message);
    settings::Tuning tuning;
    tuning.pool.min = options.pool;
    tuning.workers = options.workers;
    tuning.timeouts.call = *timeout;
    if (auto valid = settings::validate(tuning); valid.has_error())
        return invalid("--timeout", valid.error().message); // the parser has seen to the other two
    return tuning;
}

Result<workload::Scenario> scenario(const RunOptions& options, ServerId server) {
    const auto arguments = argumentsObject(options.arguments);
    if (arguments.has_error())
        return arguments.error();
    workload::Scenario scenario{server, options.tool, *arguments, {}, {}};
    if (options.calls > 0)
        scenario.extent.calls = options.calls;
    if (!options.duration.empty()) {
        const auto duration = settings::parseDuration(options.duration);
        if (duration.has_error())
            return invalid("--duration", duration.error().message);
        if (*duration == async::Duration::zero())
            return invalid("--duration", "must be longer than nothing, such as 10s");
        scenario.extent.duration = *duration;
    }
    if (!options.warmup.empty()) {
        const auto warmup = warmupExtent(options.warmup);
        if (warmup.has_error())
            return warmup.error();
        scenario.warmup = *warmup;
    }
    return scenario;
}

} // namespace dyno::app
