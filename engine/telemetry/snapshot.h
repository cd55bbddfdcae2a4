#pragma once

#include "engine/async/clock.h"
#include "engine/calls/call_record.h"
#include "engine/error.h"
#include "engine/ids.h"
#include "engine/mcp/server_detail.h"
#include "engine/mcp/tool.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/path_status.h"
#include "engine/telemetry/recording_status.h"
#include "engine/workload/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the engine shows of itself. Every type here is a plain value; a published Snapshot is immutable and
/// may be read from any thread.
namespace dyno::telemetry {

using async::Duration;

/// Percentiles of one set of calls. Latency counts from the call's intended start to its end.
struct LatencySummary {
    std::int64_t count = 0;
    Duration min{}, p50{}, p90{}, p95{}, p99{}, p999{}, max{};
    Duration mean{};
};

/// Ended calls by how they ended. `failed` holds neither time-outs nor cancellations.
struct CallCounts {
    std::uint64_t started = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::uint64_t timedOut = 0;
    std::uint64_t cancelled = 0;

    std::uint64_t ended() const { return succeeded + failed + timedOut + cancelled; }
    std::uint64_t errors() const { return failed + timedOut + cancelled; }
    bool operator==(const CallCounts&) const = default;
};

/// One interval of the charts.
struct SeriesPoint {
    Duration at{};     ///< end of the interval, since the engine's start
    Duration length{}; ///< of the interval
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint32_t inFlight = 0; ///< at the end of the interval
    Duration p50{}, p90{}, p99{},
        max{}; ///< of the calls that ended in the interval; zero when there were none

    double callsPerSecond() const;
    double errorsPerSecond() const;
};

/// The figures over the charts: the last `window` of time.
struct Recent {
    Duration window{};
    double callsPerSecond = 0;
    double errorsPerSecond = 0;
    LatencySummary latency;
    std::uint32_t inFlight = 0;
};

enum class ServerState { Stopped, Starting, Ready, Stopping, Failed };
std::string_view name(ServerState state); ///< lower case, for people: "ready"

/// How long the first connection of a server took to come up.
struct StartupTimes {
    Duration spawn{};     ///< fork and exec; 0 for a server that somebody else runs
    Duration handshake{}; ///< probe and, for the legacy era, initialize
    Duration toolsList{}; ///< every page
};

struct ServerStatus {
    ServerId id = 0;
    std::string name;    ///< as configured
    std::string group;   ///< whose calls it shares; empty: it stands alone
    double weight = 1;   ///< in that group
    std::string address; ///< its URL, or the command line quoted so that a shell would take it
    ServerState state = ServerState::Stopped;
    std::optional<Error> error; ///< why it is Failed
    std::string serverName;     ///< as it calls itself; empty until ready
    std::string serverVersion;
    std::string protocolVersion;
    std::string era;        ///< "legacy" or "modern"
    std::string transport;  ///< "stdio", "http" or "sse"; empty while it is not known
    std::string found;      ///< how era and transport were found, in words; empty until ready
    std::string stderrTail; ///< of the connection that wrote last
    StartupTimes startup;
    std::shared_ptr<const std::vector<mcp::Tool>> tools; ///< never null
    std::shared_ptr<const mcp::ServerDetail> detail;     ///< null until ready
};

enum class ConnectionState { Starting, Ready, Draining, Closing, Waiting };
std::string_view name(ConnectionState state); ///< lower case, for people; Waiting is "restarting"

struct ConnectionStatus {
    ConnectionId id = 0;
    ServerId server = 0;
    std::string serverName; ///< as configured
    std::string transport;
    int pid = 0;                     ///< 0 when there is no process
    std::string httpVersion;         ///< "1.1" or "2"; empty without HTTP or before the first answer
    std::uint64_t socketsOpened = 0; ///< TCP connections that were made for it
    std::uint64_t socketsReused = 0; ///< requests that went over one that was open already
    ConnectionState state = ConnectionState::Starting;
    Duration up{}; ///< since it became ready; 0 before
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint32_t inFlight = 0;
    Duration p50{}, p99{};      ///< over the connection's life; 0 when it ended no call
    std::uint64_t rssBytes = 0; ///< of its process and all descendants
    double cpuShare = 0;        ///< of one core, over the last sample; may exceed 1
    std::uint64_t lateReplies = 0;
    std::uint64_t strayLines = 0; ///< stdout lines that were no JSON-RPC message
};

enum class WorkloadPhase { Idle, WarmingUp, Running, Stopping };

struct WorkloadStatus {
    WorkloadPhase phase = WorkloadPhase::Idle;
    workload::Scenario scenario;
    Duration elapsed{};
    std::uint64_t callsStarted = 0;
    std::optional<Error> error; ///< why the last one could not start or ended early
};

enum class LogLevel { Info, Warning, Error };

struct LogEntry {
    std::uint64_t sequence = 0; ///< grows by one; never reused
    Duration at{};              ///< since the engine's start
    LogLevel level = LogLevel::Info;
    std::string source; ///< a server's name, "engine" or "console"
    std::string text;   ///< one line or several
};

/// What the engine itself costs.
struct EngineCost {
    double cpuShare = 0;        ///< engine thread, of one core, over the last second
    std::uint64_t rssBytes = 0; ///< this whole process
    Duration cpu{};             ///< this whole process, user and system, since its start
    std::uint64_t peakRssBytes = 0;
    std::uint64_t recordsLost = 0; ///< calls that ended without a record reaching the recorder; expected 0
};

/// Failed calls of one kind, with the text of the first.
struct ErrorCount {
    ErrorKind kind{};
    std::uint64_t count = 0;
    std::string example;
};

/// One phase of the calls' time, as calls/call_record.h names them.
struct PhaseSummary {
    std::string name;
    LatencySummary latency;
};

/// One message between us and a server, as the protocol trace keeps it.
struct TraceEntry {
    enum class Direction { Out, In };
    enum class Kind { Request, Response, Error, Notification, Other }; ///< Other: no JSON-RPC message

    std::uint64_t sequence = 0; ///< grows by one; never reused
    Duration at{};              ///< since the engine's start
    ServerId server = 0;
    ConnectionId connection = 0;
    Direction direction = Direction::Out;
    Kind kind = Kind::Other;
    std::string method; ///< of a response, its request's where that is known
    std::string id;     ///< JSON text; empty for notifications
    std::uint64_t bytes = 0;
    std::string text; ///< the message, cut after telemetry::TraceBook::maxTextBytes; secrets are blacked out
};

/// What a server asks of a person (policy Ask), until it is answered.
struct Question {
    std::uint64_t id = 0;
    ServerId server = 0;
    std::string serverName;      ///< as configured
    std::string method;          ///< "elicitation/create" or "sampling/createMessage"
    std::string message;         ///< what is asked, for people
    std::string requestedSchema; ///< elicitation: JSON text of the schema that the answer must fit
    Duration asked{};            ///< since the engine's start
};

/// One ended call, for the waterfall.
struct RecentCall {
    std::uint64_t sequence = 0; ///< grows by one; never reused
    calls::CallRecord record;
    std::string tool;
};

/// Everything that is shown, at one moment.
struct Snapshot {
    Duration at{}; ///< since the engine's start
    settings::Tuning tuning;
    CallCounts counts;   ///< since the workload's measured part began
    Duration measured{}; ///< length of that part, up to the end of its last call once it is over
    LatencySummary
        total; ///< from the intended start; cancelled calls and those that no server answered are left out
    LatencySummary serviceTime; ///< the same calls, from the actual start
    std::vector<PhaseSummary> phases;
    std::vector<ErrorCount> errors;
    Recent recent;
    std::shared_ptr<const std::vector<SeriesPoint>>
        series; ///< oldest first, at most 300, evenly spaced; never null
    std::shared_ptr<const std::vector<settings::TuningChange>> journal; ///< oldest first; never null
    std::shared_ptr<const std::vector<LogEntry>> log;                   ///< oldest first, bounded; never null
    std::vector<ServerStatus> servers;
    std::vector<ConnectionStatus> connections;
    /// The calls that ended last, oldest first, at most 40; null before the first.
    std::shared_ptr<const std::vector<RecentCall>> recentCalls;
    /// Oldest first, bounded; null while nobody wants it (Engine::watchTrace).
    std::shared_ptr<const std::vector<TraceEntry>> trace;
    std::vector<Question> questions; ///< oldest first
    PathStatus path;
    WorkloadStatus workload;
    EngineCost engine;
    RecordingStatus recording;
};

} // namespace dyno::telemetry
