#include "engine/sessions/figures_codec.h"

#include "engine/telemetry/histogram_codec.h"
#include "engine/telemetry/leb128.h"

#include <bit>
#include <limits>

namespace dyno::sessions {

using telemetry::appendUnsigned;
using telemetry::CallCounts;
using telemetry::Figures;
using telemetry::Histogram;
using telemetry::Leb128Reader;
using telemetry::PathCounts;

namespace {

Error damaged() {
    return {ErrorKind::Protocol, "the session's figures are damaged"};
}

/// Calls `visit` with every number of what is counted, the same for writing and for reading.
template<class Counts, class Visit>
void visitCounts(Counts& counts, const Visit& visit) {
    for (auto* number :
         {&counts.started, &counts.succeeded, &counts.failed, &counts.timedOut, &counts.cancelled})
        visit(*number);
}

template<class Path, class Visit>
void visitPath(Path& path, const Visit& visit) {
    for (auto& stage : path.ended) {
        visit(stage.answered);
        visit(stage.failed);
    }
    for (auto& number : path.refusals)
        visit(number);
    for (auto* number : {&path.hits, &path.shared, &path.misses, &path.retries, &path.recovered,
                         &path.exhausted, &path.batchCalls})
        visit(*number);
}

/// What sums of our own never come near, so that those of a damaged file cannot run over.
constexpr std::uint64_t most = std::uint64_t{1} << 52;

void appendHistogram(const Histogram& histogram, std::string& out) {
    std::string counts;
    telemetry::appendCounts(histogram, counts);
    appendUnsigned(counts.size(), out);
    out += counts;
}

bool readHistogram(Leb128Reader& reader, Histogram& sum) {
    const auto size = reader.readUnsigned();
    const auto counts = size ? reader.readBytes(*size) : std::nullopt;
    return counts && telemetry::addCounts(*counts, sum).has_value();
}

/// Reads numbers one by one, and remembers whether one was missing.
struct Numbers {
    Leb128Reader& reader;
    bool good = true;

    void operator()(std::uint64_t& number) {
        const auto read = reader.readUnsigned();
        good = good && read;
        number = read.value_or(0);
    }
};

bool readCounts(Leb128Reader& reader, CallCounts& sum) {
    CallCounts counts;
    Numbers numbers{reader};
    visitCounts(counts, [&](std::uint64_t& number) { numbers(number); });
    telemetry::add(counts, sum);
    return numbers.good;
}

bool readPath(Leb128Reader& reader, PathCounts& sum) {
    PathCounts path;
    Numbers numbers{reader};
    visitPath(path, [&](std::uint64_t& number) { numbers(number); });
    std::uint64_t saved = 0, batches = 0;
    numbers(saved);
    numbers(batches);
    path.batches = std::bit_cast<double>(batches);
    if (!numbers.good || saved > most || !(path.batches >= 0 && path.batches < static_cast<double>(most)))
        return false;
    path.saved = async::Duration(static_cast<std::int64_t>(saved));
    sum.merge(path);
    return true;
}

bool readErrors(Leb128Reader& reader, std::map<ErrorKind, std::uint64_t>& sum) {
    const auto kinds = reader.readUnsigned();
    for (std::uint64_t i = 0; kinds && i < *kinds; ++i) {
        const auto kind = reader.readUnsigned();
        const auto count = reader.readUnsigned();
        if (!kind || !count || *kind > static_cast<std::uint64_t>(ErrorKind::InvalidInput))
            return false;
        sum[static_cast<ErrorKind>(*kind)] += *count;
    }
    return kinds.has_value();
}

void appendRoute(const Route& route, const CallCounts& counts, const Histogram& latency, std::string& out) {
    for (const std::uint32_t number : {route.server, route.connection, route.tool})
        appendUnsigned(number, out);
    visitCounts(counts, [&](std::uint64_t number) { appendUnsigned(number, out); });
    appendHistogram(latency, out);
}

bool readRoute(Leb128Reader& reader, Route& route) {
    for (std::uint32_t* number : {&route.server, &route.connection, &route.tool}) {
        const auto read = reader.readUnsigned();
        if (!read || *read > std::numeric_limits<std::uint32_t>::max())
            return false;
        *number = static_cast<std::uint32_t>(*read);
    }
    return true;
}

} // namespace

std::string encodeFigures(const Figures& figures) {
    std::string out;
    const auto append = [&](std::uint64_t number) { appendUnsigned(number, out); };
    visitCounts(figures.counts, append);
    visitPath(figures.path, append);
    append(static_cast<std::uint64_t>(figures.path.saved.count()));
    append(std::bit_cast<std::uint64_t>(figures.path.batches));
    append(figures.errors.size());
    for (const auto& [kind, count] : figures.errors) {
        append(static_cast<std::uint64_t>(kind));
        append(count);
    }
    appendHistogram(figures.latency, out);
    appendHistogram(figures.serviceTime, out);
    append(figures.phases.size());
    for (const Histogram& phase : figures.phases)
        appendHistogram(phase, out);
    return out;
}

Result<void> addFigures(std::string_view text, Figures& sum) {
    Leb128Reader reader(text);
    if (!readCounts(reader, sum.counts) || !readPath(reader, sum.path) || !readErrors(reader, sum.errors) ||
        !readHistogram(reader, sum.latency) || !readHistogram(reader, sum.serviceTime))
        return damaged();
    const auto phases = reader.readUnsigned();
    if (!phases || *phases > sum.phases.size())
        return damaged();
    for (std::uint64_t i = 0; i < *phases; ++i)
        if (!readHistogram(reader, sum.phases[i]))
            return damaged();
    return {};
}

Result<void> addLatency(std::string_view text, Histogram& sum) {
    Leb128Reader reader(text);
    CallCounts counts;
    PathCounts path;
    std::map<ErrorKind, std::uint64_t> errors;
    if (!readCounts(reader, counts) || !readPath(reader, path) || !readErrors(reader, errors) ||
        !readHistogram(reader, sum))
        return damaged();
    return {};
}

std::string encodeRoutes(const std::vector<RouteStretch>& routes) {
    std::string out;
    Histogram latency;
    for (const RouteStretch& stretch : routes) {
        latency.reset();
        for (const std::uint32_t value : stretch.latencies)
            latency.record(value);
        appendRoute(stretch.route, stretch.counts, latency, out);
    }
    return out;
}

std::string encodeRoutes(const std::map<Route, RouteSum>& routes) {
    std::string out;
    for (const auto& [route, sum] : routes)
        appendRoute(route, sum.counts, sum.latency, out);
    return out;
}

Result<void> addRoutes(std::string_view text, std::map<Route, RouteSum>& sums, std::size_t mostOfThem,
                       const RouteGroup& group) {
    Leb128Reader reader(text);
    while (!reader.atEnd()) {
        Route route;
        if (!readRoute(reader, route))
            return damaged();
        if (group)
            route = group(route);
        if (sums.size() >= mostOfThem && !sums.contains(route))
            return damaged();
        RouteSum& sum = sums[route];
        if (!readCounts(reader, sum.counts) || !readHistogram(reader, sum.latency))
            return damaged();
    }
    return {};
}

} // namespace dyno::sessions
