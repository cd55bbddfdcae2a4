#include "app/cli/replica_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace dyno::app {

namespace {

using Configs = std::vector<settings::ServerConfig>;

constexpr double mostWeight = 1000;

Error invalid(std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("--weights: {}", why)};
}

Result<double> weight(std::string_view text) {
    double number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || end != text.data() + text.size() || !(number >= 0 && number <= mostWeight))
        return invalid(fmt::format("a weight must be between 0 and {}, not \"{}\"", mostWeight, text));
    return number;
}

Result<std::vector<double>> readWeights(std::string_view text) {
    std::vector<double> weights;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto one = weight(text.substr(begin, end - begin));
        if (one.has_error())
            return one.error();
        weights.push_back(*one);
        begin = end + 1;
    }
    return weights;
}

Result<void> weigh(const std::string& text, Configs& servers) {
    const auto weights = readWeights(text);
    if (weights.has_error())
        return weights.error();
    if (weights->size() != servers.size())
        return invalid(fmt::format("there must be {}, one for the server and one for each replica, not {}",
                                   servers.size(), weights->size()));
    if (std::all_of(weights->begin(), weights->end(), [](double one) { return one == 0; }))
        return invalid("they must not all be 0: no server would take a call");
    for (std::size_t i = 0; i < servers.size(); ++i)
        servers[i].weight = (*weights)[i];
    return {};
}

/// Replicas mostly run the same command, which would give them the same name.
std::string freeName(const std::string& name, const Configs& servers) {
    const auto taken = [&](const std::string& candidate) {
        return std::any_of(servers.begin(), servers.end(),
                           [&](const auto& server) { return server.name == candidate; });
    };
    std::string candidate = name;
    for (int number = 2; taken(candidate); ++number)
        candidate = fmt::format("{} ({})", name, number);
    return candidate;
}

} // namespace

Result<Configs> serverConfigs(const ServerOptions& server, const ReplicaOptions& replicas) {
    auto first = serverConfig(server);
    if (first.has_error())
        return first.error();
    Configs servers{std::move(*first)};
    for (const std::string& address : replicas.addresses) {
        auto replica = replicaConfig(server, address);
        if (replica.has_error())
            return replica.error();
        replica->name = freeName(replica->name, servers);
        servers.push_back(std::move(*replica));
    }
    if (servers.size() > 1)
        for (settings::ServerConfig& one : servers)
            one.group = servers.front().name;
    if (!replicas.weights.empty())
        if (auto weighed = weigh(replicas.weights, servers); weighed.has_error())
            return weighed.error();
    return servers;
}

} // namespace dyno::app
