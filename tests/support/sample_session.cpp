#include "sample_session.h"

#include "engine/sessions/figures_codec.h"
#include "engine/sessions/schema.h"
#include "engine/sessions/stamps_codec.h"
#include "engine/sessions/state_json.h"
#include "sample_calls.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <cmath>

namespace dyno::test {

namespace {

using namespace std::chrono_literals;
using async::Duration;
using sessions::Route;
using sessions::RouteStretch;
using telemetry::Figures;

constexpr Duration interval = 200ms;
constexpr async::TimePoint base = SampleCalls::base;
constexpr std::size_t intervalsOfLevel1 = 64;
constexpr ServerId server = SampleCalls::server;

/// What one interval, or several together, amount to.
struct Stretch {
    Figures figures;
    std::vector<RouteStretch> routes; ///< by connection and tool

    void reset() {
        figures.reset();
        for (RouteStretch& route : routes) {
            route.counts = {};
            route.latencies.clear();
        }
    }
    std::string routesText() const {
        std::vector<RouteStretch> used;
        for (const RouteStretch& route : routes)
            if (route.counts.ended())
                used.push_back(route);
        return sessions::encodeRoutes(used);
    }
};

class Sampler {
public:
    Sampler(const std::filesystem::path& file, const SampleSession& sample);
    WrittenSession write();

private:
    void prepare();
    void writeMeta();
    void writeState();
    telemetry::ConnectionStatus connection(ConnectionId id) const;
    void writeTools();
    void writeRun();
    void writeChange(Duration at);
    void writeProcesses(Duration at);
    void count(const SampleCall& made);
    void keep(const SampleCall& made);
    sessions::CallRow rowOf(const SampleCall& made, std::uint64_t weight) const;
    void keepBody(const SampleCall& made);
    void closeInterval(Duration began, Duration ended);
    void closeLevel1();
    void insertFigures(int level, std::int64_t first, std::int64_t last, const Stretch& stretch);
    std::int64_t text(const std::string& value);
    std::string toolName(std::uint32_t number) const;
    Duration atCall(std::uint64_t number) const {
        return Duration(std::llround(static_cast<double>(number) * 1e9 / m_sample.callsPerSecond));
    }

    SampleSession m_sample;
    SQLite::Database m_database;
    SampleCalls m_calls;
    WrittenSession m_written;
    Stretch m_now, m_level1;
    std::vector<sessions::RouteSum> m_connections; ///< over their lives
    std::int64_t m_intervals = 0;
    std::int64_t m_firstOfLevel1 = 1;
    std::uint64_t m_made = 0;
    std::uint64_t m_bodies = 0;
    std::map<std::string, std::int64_t> m_texts;
    std::unique_ptr<SQLite::Statement> m_insertCall, m_insertInterval, m_insertFigures, m_insertBody;
};

std::string messageOf(ErrorKind kind) {
    return kind == ErrorKind::TimedOut ? "no answer within 30 s" : "the disk is full";
}

SQLite::Database created(const std::filesystem::path& file) {
    for (const char* journal : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(file.string() + journal);
    return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
}

Sampler::Sampler(const std::filesystem::path& file, const SampleSession& sample)
    : m_sample(sample)
    , m_database(created(file))
    , m_calls(sample)
    , m_connections(sample.connections) {
    for (Stretch* stretch : {&m_now, &m_level1})
        for (std::uint32_t connection = 1; connection <= sample.connections; ++connection)
            for (std::uint32_t tool = 1; tool <= sample.tools; ++tool)
                stretch->routes.push_back({{server, connection, tool}, {}, {}});
}

void Sampler::prepare() {
    m_database.exec("PRAGMA synchronous=OFF");
    m_database.exec("PRAGMA journal_mode=OFF");
    sessions::schema::create(m_database);
    const auto insert = [&](const char* values) {
        return std::make_unique<SQLite::Statement>(m_database, fmt::format("INSERT INTO {}", values));
    };
    m_insertCall =
        insert("call(at, server, connection, tool, outcome, latency, weight, error, detail, stamps) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    m_insertInterval =
        insert("interval(began, ended, run, in_flight, started, succeeded, failed, timed_out, "
               "cancelled, p50, p90, p99, max) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    m_insertFigures = insert("figures(level, first, last, figures, routes) VALUES (?, ?, ?, ?, ?)");
    m_insertBody = insert("body(call, request, response, cut) VALUES (?, ?, ?, ?)");
}

WrittenSession Sampler::write() {
    prepare();
    SQLite::Transaction transaction(m_database);
    const std::uint64_t warm = m_sample.calls / 10;
    // The run begins where an interval does.
    m_written.runBegan = (atCall(warm) + interval - 1ns) / interval * interval;
    m_written.length =
        std::max<Duration>((atCall(m_sample.calls) + interval - 1ns) / interval * interval, 2 * interval);
    const Duration change = m_written.runBegan + (m_written.length - m_written.runBegan) / 2;
    writeTools();
    for (Duration began{}; began < m_written.length; began += interval) {
        const Duration ended = began + interval;
        if (began <= change && change < ended)
            writeChange(change);
        for (; m_made < m_sample.calls && atCall(m_made) < ended; ++m_made) {
            const SampleCall made =
                m_calls.make(atCall(m_made), atCall(m_made) < change ? 1 : m_sample.slowerAfterChange);
            count(made);
            keep(made);
        }
        closeInterval(began, ended);
        if (began % 1s == 0s)
            writeProcesses(began);
    }
    closeLevel1();
    writeRun();
    writeMeta();
    writeState();
    transaction.commit();
    return std::move(m_written);
}

void Sampler::count(const SampleCall& made) {
    const calls::CallRecord& record = made.record;
    RouteStretch& route = m_now.routes[(record.connection - 1) * std::size_t{m_sample.tools} + made.tool - 1];
    ++m_now.figures.counts.started;
    m_now.figures.count(record);
    telemetry::count(record.error, route.counts);
    sessions::RouteSum& connection = m_connections[record.connection - 1];
    telemetry::count(record.error, connection.counts);
    if (!telemetry::tellsLatency(record))
        return;
    const auto microseconds = std::chrono::round<std::chrono::microseconds>(record.latency()).count();
    route.latencies.push_back(static_cast<std::uint32_t>(microseconds));
    connection.latency.record(microseconds);
}

void Sampler::keep(const SampleCall& made) {
    const std::uint64_t oneOf =
        std::max<std::uint64_t>(m_sample.calls / std::max<std::uint64_t>(m_sample.kept, 1), 1);
    const calls::CallRecord& record = made.record;
    if (!record.error && m_made % oneOf != 0)
        return;
    SQLite::Statement& insert = *m_insertCall;
    insert.reset();
    insert.clearBindings();
    insert.bind(1, static_cast<std::int64_t>((record.intended - base).count()));
    insert.bind(2, record.server);
    insert.bind(3, record.connection);
    insert.bind(4, made.tool);
    insert.bind(6, static_cast<std::int64_t>(record.latency().count()));
    insert.bind(7, static_cast<std::uint32_t>(record.error ? 1 : oneOf));
    if (record.error) {
        insert.bind(5, text(std::string(name(*record.error))));
        insert.bind(8, text(messageOf(*record.error)));
        insert.bind(9, text("stderr: still busy"));
    }
    const std::string stamps = sessions::encodeStamps(record);
    insert.bind(10, stamps.data(), static_cast<int>(stamps.size()));
    insert.exec();
    ++m_written.callsKept;
    if (m_written.rows.size() < 1000)
        m_written.rows.push_back(rowOf(made, record.error ? 1 : oneOf));
    if (m_bodies < m_sample.bodies)
        keepBody(made);
}

sessions::CallRow Sampler::rowOf(const SampleCall& made, std::uint64_t weight) const {
    sessions::CallRow row;
    row.id = static_cast<std::uint32_t>(m_written.callsKept);
    row.record = made.record;
    row.at = made.record.intended - base;
    row.tool = toolName(made.tool);
    row.weight = static_cast<std::uint32_t>(weight);
    row.error = made.record.error ? messageOf(*made.record.error) : "";
    return row;
}

void Sampler::keepBody(const SampleCall& made) {
    ++m_bodies;
    m_insertBody->reset();
    m_insertBody->clearBindings();
    m_insertBody->bind(1, static_cast<std::int64_t>(m_written.callsKept));
    m_insertBody->bind(2, text(fmt::format(R"({{"query":"needle {}"}})", m_made % 10)));
    m_insertBody->bind(
        3,
        made.record.error
            ? std::string()
            : fmt::format(R"({{"content":[{{"type":"text","text":"Answer {} in \"C:\\dir\""}}]}})", m_made));
    m_insertBody->bind(4, 0);
    m_insertBody->exec();
}

void Sampler::closeInterval(Duration began, Duration ended) {
    const bool inRun = began >= m_written.runBegan;
    const Figures& figures = m_now.figures;
    const telemetry::LatencySummary latency = telemetry::summarize(figures.latency);
    SQLite::Statement& insert = *m_insertInterval;
    insert.reset();
    int column = 0;
    for (const Duration time : {began, ended})
        insert.bind(++column, static_cast<std::int64_t>(time.count()));
    insert.bind(++column, inRun ? 1 : 0);
    insert.bind(++column, m_sample.connections);
    for (const std::uint64_t number :
         {figures.counts.started, figures.counts.succeeded, figures.counts.failed, figures.counts.timedOut,
          figures.counts.cancelled})
        insert.bind(++column, static_cast<std::int64_t>(number));
    for (const Duration time : {latency.p50, latency.p90, latency.p99, latency.max})
        insert.bind(++column, static_cast<std::int64_t>(time.count()));
    if (m_intervals > 0 && began == m_written.runBegan)
        closeLevel1();
    insert.exec();
    ++m_intervals;
    insertFigures(0, m_intervals, m_intervals, m_now);
    m_written.all.merge(figures);
    if (inRun)
        m_written.run.merge(figures);
    m_level1.figures.merge(figures);
    for (std::size_t i = 0; i < m_now.routes.size(); ++i) {
        RouteStretch& sum = m_level1.routes[i];
        telemetry::add(m_now.routes[i].counts, sum.counts);
        sum.latencies.insert(sum.latencies.end(), m_now.routes[i].latencies.begin(),
                             m_now.routes[i].latencies.end());
    }
    m_now.reset();
    if (m_intervals - m_firstOfLevel1 + 1 == intervalsOfLevel1)
        closeLevel1();
}

void Sampler::closeLevel1() {
    if (m_intervals >= m_firstOfLevel1)
        insertFigures(1, m_firstOfLevel1, m_intervals, m_level1);
    m_firstOfLevel1 = m_intervals + 1;
    m_level1.reset();
}

void Sampler::insertFigures(int level, std::int64_t first, std::int64_t last, const Stretch& stretch) {
    const std::string figures = sessions::encodeFigures(stretch.figures), routes = stretch.routesText();
    SQLite::Statement& insert = *m_insertFigures;
    insert.reset();
    insert.bind(1, level);
    insert.bind(2, first);
    insert.bind(3, last);
    insert.bind(4, figures.data(), static_cast<int>(figures.size()));
    insert.bind(5, routes.data(), static_cast<int>(routes.size()));
    insert.exec();
}

std::int64_t Sampler::text(const std::string& value) {
    const auto [known, isNew] = m_texts.try_emplace(value, static_cast<std::int64_t>(m_texts.size()) + 1);
    if (isNew) {
        SQLite::Statement insert(m_database, "INSERT INTO text(id, value) VALUES (?, ?)");
        insert.bind(1, known->second);
        insert.bind(2, value);
        insert.exec();
    }
    return known->second;
}

std::string Sampler::toolName(std::uint32_t number) const {
    return number <= m_sample.names.size() ? m_sample.names[number - 1] : fmt::format("tool-{}", number);
}

void Sampler::writeTools() {
    for (std::uint32_t number = 1; number <= m_sample.tools; ++number) {
        SQLite::Statement insert(m_database, "INSERT INTO tool(id, name) VALUES (?, ?)");
        insert.bind(1, number);
        insert.bind(2, toolName(number));
        insert.exec();
    }
}

void Sampler::writeChange(Duration at) {
    m_database.exec(fmt::format(
        "INSERT INTO change(at, knob, before, after) VALUES ({}, 'pool.max', '1', '2')", at.count()));
    m_database.exec(
        fmt::format("INSERT INTO log(sequence, at, level, source, text) VALUES (1, {}, 0, 'engine', "
                    "'pool.max: 1 to 2')",
                    at.count()));
}

void Sampler::writeProcesses(Duration at) {
    for (std::uint32_t connection = 1; connection <= std::min(m_sample.connections, 8U); ++connection)
        m_database.exec(fmt::format("INSERT INTO process(at, connection, rss, cpu) VALUES ({}, {}, {}, {})",
                                    at.count(), connection, (20 + connection) << 20, 0.25));
}

void Sampler::writeRun() {
    SQLite::Statement insert(m_database, "INSERT INTO run(number, began, ended, in_flight, scenario, tuning) "
                                         "VALUES (1, ?, ?, 0, ?, '{\"pool.max\":2}')");
    insert.bind(1, static_cast<std::int64_t>(m_written.runBegan.count()));
    insert.bind(2, static_cast<std::int64_t>(m_written.length.count()));
    insert.bind(3, fmt::format(R"({{"tool":"tool-1","workers":{}}})", m_sample.connections));
    insert.exec();
}

void Sampler::writeMeta() {
    const std::map<std::string, std::string> meta{{"title", m_sample.title},
                                                  {"startedAt", "1795600000000"},
                                                  {"version", DYNO_VERSION},
                                                  {"complete", "1"}};
    for (const auto& [key, value] : meta) {
        SQLite::Statement insert(m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)");
        insert.bind(1, key);
        insert.bind(2, value);
        insert.exec();
    }
}

telemetry::ConnectionStatus Sampler::connection(ConnectionId id) const {
    const sessions::RouteSum& sum = m_connections[id - 1];
    telemetry::ConnectionStatus connection;
    connection.id = id;
    connection.server = server;
    connection.serverName = "sample";
    connection.transport = "stdio";
    connection.pid = static_cast<int>(1000 + id);
    connection.state = telemetry::ConnectionState::Ready;
    connection.up = m_written.length;
    connection.calls = sum.counts.ended();
    connection.errors = sum.counts.errors();
    connection.p50 = telemetry::summarize(sum.latency).p50;
    connection.p99 = telemetry::summarize(sum.latency).p99;
    return connection;
}

void Sampler::writeState() {
    telemetry::Snapshot snapshot;
    snapshot.tuning.pool.max = 2;
    snapshot.workload.scenario = {server, toolName(1), "{}", {m_sample.calls, std::nullopt}, std::nullopt};
    telemetry::ServerStatus& one = snapshot.servers.emplace_back();
    one.id = server;
    one.name = one.serverName = "sample";
    one.serverVersion = "1.2.3";
    one.address = "sample-server --stdio";
    one.state = telemetry::ServerState::Ready;
    one.protocolVersion = "2025-06-18";
    one.era = "legacy";
    one.transport = "stdio";
    one.tools = std::make_shared<const std::vector<mcp::Tool>>();
    for (std::uint32_t id = 1; id <= m_sample.connections; ++id)
        snapshot.connections.push_back(connection(id));
    for (const auto& [key, value] : sessions::stateJson(snapshot)) {
        SQLite::Statement insert(m_database, "INSERT INTO state(key, value) VALUES (?, ?)");
        insert.bind(1, key);
        insert.bind(2, value);
        insert.exec();
    }
}

} // namespace

WrittenSession writeSession(const std::filesystem::path& file, const SampleSession& sample) {
    return Sampler(file, sample).write();
}

} // namespace dyno::test
