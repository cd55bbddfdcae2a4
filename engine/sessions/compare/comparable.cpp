#include "engine/sessions/compare/circumstances.h"

#include "engine/reports/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace dyno::sessions {

namespace {

/// Shares of the calls by tool may differ by so much in all: more, and the figures of all calls tell of that.
constexpr double mostShifted = 0.05;

/// Shares of the calls that ended, by tool.
std::map<std::string, double> toolShares(const Sample& sample) {
    std::map<std::string, double> shares;
    double all = 0;
    for (const telemetry::RouteFigures& route : sample.tools) {
        const auto calls = static_cast<double>(route.counts.ended());
        if (calls > 0)
            shares[route.tool] += calls;
        all += calls;
    }
    for (auto& [tool, share] : shares)
        share /= all;
    return shares;
}

double shareOf(const std::string& tool, const std::map<std::string, double>& shares) {
    const auto found = shares.find(tool);
    return found == shares.end() ? 0 : found->second;
}

/// Half of the sum of all differences: the share of the calls that went to another tool.
double shifted(const std::map<std::string, double>& before, const std::map<std::string, double>& after) {
    double sum = 0;
    for (const auto& [tool, share] : before)
        sum += std::abs(share - shareOf(tool, after));
    for (const auto& [tool, share] : after)
        sum += before.contains(tool) ? 0 : share;
    return sum / 2;
}

std::string mostCalled(const std::map<std::string, double>& shares) {
    return std::max_element(shares.begin(), shares.end(),
                            [](const auto& one, const auto& other) { return one.second < other.second; })
        ->first;
}

std::string whyNotAll(const std::map<std::string, double>& before, const std::map<std::string, double>& after,
                      bool common) {
    if (before.empty() || after.empty() || shifted(before, after) <= mostShifted)
        return {};
    if (common)
        return "the calls spread over the tools in another way, so that only the tools that both called are "
               "comparable";
    return fmt::format("they called different tools, {} and {}, and no tool that both called",
                       reports::shownText(mostCalled(before)), reports::shownText(mostCalled(after)));
}

std::string transportOf(const Sample& sample) {
    const telemetry::ServerStatus* server = loadedServer(sample);
    return server ? server->transport : std::string();
}

} // namespace

const telemetry::ServerStatus* loadedServer(const Sample& sample) {
    const auto& servers = sample.state.servers;
    const auto found = std::find_if(servers.begin(), servers.end(), [&](const auto& server) {
        return server.id == sample.state.workload.scenario.server;
    });
    if (found != servers.end())
        return &*found;
    return servers.empty() ? nullptr : &servers.front();
}

Comparable comparable(const Sample& before, const Sample& after) {
    const auto sharesBefore = toolShares(before);
    const auto sharesAfter = toolShares(after);
    Comparable comparable;
    for (const auto& [tool, share] : sharesBefore)
        if (sharesAfter.contains(tool))
            comparable.tools.push_back(tool);
    comparable.notAll = whyNotAll(sharesBefore, sharesAfter, !comparable.tools.empty());
    comparable.notPhases = comparable.notAll;
    const std::string one = transportOf(before);
    const std::string other = transportOf(after);
    if (comparable.notPhases.empty() && one != other && !one.empty() && !other.empty())
        comparable.notPhases =
            fmt::format("phases begin and end at other moments over {} than over {}", one, other);
    return comparable;
}

} // namespace dyno::sessions
