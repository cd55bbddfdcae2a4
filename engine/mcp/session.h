#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/async/waiter.h"
#include "engine/jsonrpc/pending_requests.h"
#include "engine/jsonrpc/request_batch.h"
#include "engine/mcp/client_answers.h"
#include "engine/mcp/handshake.h"
#include "engine/mcp/limits.h"
#include "engine/mcp/server_detail.h"
#include "engine/mcp/server_info.h"
#include "engine/mcp/task_follower.h"
#include "engine/mcp/tool_list.h"
#include "engine/telemetry/trace_book.h"
#include "engine/transport/transport.h"

#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace dyno::mcp {

/// What a session tells the one that owns it.
class SessionObserver {
public:
    virtual ~SessionObserver() = default;
    /// The peer went away, after connect() had succeeded. Comes at most once, before the calls in flight are
    /// failed; the session must outlive the call.
    virtual void sessionLost(const Error& why) = 0;
    virtual void toolsChanged() = 0;
    /// The list of resources or of prompts.
    virtual void detailChanged() = 0;
    /// Something about the peer that a person should know.
    virtual void sessionWarning(const std::string& text) = 0;
    virtual void serverWrote(std::string_view stderrText) = 0;
    /// Each message in and out.
    virtual void traced(const telemetry::TracedMessage& message) = 0;
};

/// One `notifications/progress` of a call.
struct Progress {
    double progress = 0;
    std::optional<double> total;
    std::string message;
};

/// One tools/call. The strings must live until the call ends.
struct ToolCall {
    std::string_view tool;
    std::string_view arguments; ///< JSON text of an object
    async::TimePoint deadline;
    async::Duration limit{}; ///< the time-out that the deadline comes from, for its message
    std::function<void(const Progress&)> onProgress; ///< asks the server for progress when set
    bool repeatable = false;                         ///< the tool says that calling it twice does no harm
    const Tool* definition = nullptr; ///< as the server lists it; null when it lists none of that name
    /// How long the server may go without news of progress, which it is then asked for. Counts while it works
    /// on the request, not while a task of it is polled, nor while any question of the server is open.
    std::optional<async::Duration> idle = {};
    /// Of one answer, as it came. A larger one fails this call alone, with Limit; the transport's own bound
    /// stays.
    std::uint64_t maxResultBytes = std::numeric_limits<std::uint64_t>::max();
};

struct ToolReply {
    Result<nlohmann::json> result = Error{};
    jsonrpc::RequestTimes times;
    std::uint64_t bytesSent = 0;
    bool unseen = false;                       ///< it failed before the server can have begun to carry it out
    std::optional<async::Duration> retryAfter; ///< it failed, and the server asks to wait so long
    bool toolListStale = false; ///< it was refused for headers that follow from an old list of tools
    async::TimePoint taskEnded; ///< the answer was a task, and following it ended then
    std::uint32_t taskPolls = 0;
};

/// How calls gather that go out as one array of requests.
struct RequestBatching {
    int size = 1; ///< an array leaves with so many
    async::Duration longestWait{};

    bool operator==(const RequestBatching&) const = default;
};

/// One client session with one server, of either era, over any transport. Engine thread only. After close()
/// it is finished; make another. Every request ends exactly once: by its answer, its deadline, a cancellation
/// or the end of the session.
class Session final : private transport::TransportListener {
public:
    /// What went by that no request can be blamed for.
    struct Strays {
        std::uint64_t lateReplies = 0;    ///< answers to requests that we had given up on
        std::uint64_t unknownReplies = 0; ///< answers under ids that we never sent
        std::uint64_t lines = 0;          ///< output that is no JSON-RPC message
        std::uint64_t repaired = 0;       ///< messages that were not UTF-8
    };

    /// `answers` say what the server's own requests get. `known` is what an earlier session with this server
    /// found out; without it the server is probed.
    Session(async::Clock& clock, std::shared_ptr<transport::Transport> transport, Limits limits,
            SessionObserver& observer, ClientAnswers answers = ClientAnswers({}),
            std::optional<ServerInfo> known = {});
    ~Session() override;

    /// Starts the server and does the handshake. `spawned` is set to when the transport had opened.
    async::Awaitable<Result<ServerInfo>> connect(async::TimePoint& spawned);
    /// All pages of tools/list.
    async::Awaitable<Result<ToolList>> listTools();
    /// Resources and prompts, where the server has them.
    async::Awaitable<ServerDetail> readDetail(ServerInfo info);
    /// Up to the tool's own result: what the server asks in between is answered, and a task is followed.
    async::Awaitable<ToolReply> callTool(ToolCall call);
    /// Asks for a sign of life: `ping`, or `server/discover` in the modern era, which has no ping. Any answer
    /// is one, even an error.
    async::Awaitable<Result<void>> checkAlive(async::TimePoint deadline);
    /// Lets calls gather from now on, or not; where that is a change, those that do leave at once. It has an
    /// effect only where the session turns out to speak 2025-03-26, over stdio or Streamable HTTP.
    void setBatching(std::optional<RequestBatching> batching);
    /// Ends the calls in flight with Cancelled and tells the server.
    void cancelCalls(std::string_view reason);
    /// Fails what is in flight with Cancelled and ends the connection in good order.
    async::Awaitable<void> close();

    const Strays& strays() const { return m_strays; }
    transport::Transport& transport() { return *m_transport; }

private:
    using Completion = jsonrpc::PendingRequests::Completion;
    using PageReader = std::function<Result<std::optional<std::string>>(const nlohmann::json&)>;
    /// A call that waits for something else than an answer; an Error ends it.
    using Pause = async::Waiter<std::optional<Error>>;

    bool awaits(std::uint64_t request) const override { return m_pending.contains(request); }
    void received(std::string_view frame, const transport::FrameTimes& times) override;
    void failed(std::uint64_t request, Error why, bool unseen,
                std::optional<async::Duration> retryAfter) override;
    void oversized(const jsonrpc::OversizedLine& frame) override;
    void written(std::uint64_t offset, async::TimePoint at) override;
    void diagnostic(std::string_view text) override;
    void warning(const std::string& text) override;
    void closed(Error why, std::span<const std::uint64_t> unseen) override;

    void handle(jsonrpc::Response& response, const jsonrpc::RequestTimes& times);
    void handle(jsonrpc::Request& request, const jsonrpc::RequestTimes& times);
    void handle(jsonrpc::Notification& notification, const jsonrpc::RequestTimes& times);
    void handleProgress(const nlohmann::json& params);

    /// A request of ours; the strings need live only as long as the call.
    struct Sending {
        std::string_view method; ///< a literal
        std::string_view params;
        async::TimePoint deadline = async::TimePoint::max();
        async::Duration limit{};
        std::span<const http::Header> headers = {};
        bool repeatable = true;
        std::optional<async::Duration> idle = {};
    };

    std::uint64_t send(const Sending& sending, Completion done);
    void sent(std::uint64_t offset, std::span<const std::uint64_t> requests);
    bool gathers(std::string_view method) const;
    void gather(std::uint64_t id, std::string frame, const Sending& sending);
    void sendGathered();
    void notify(std::string_view method, std::string_view params);
    async::Awaitable<Result<void>> readPages(std::string_view method, PageReader read);
    void answerRequest(const nlohmann::json& id, std::string_view method, const Answer& answer);

    std::string callParams(const ToolCall& call) const;
    bool wantsTask(const ToolCall& call) const;
    bool mirrorsInHeaders() const;
    std::vector<http::Header> callHeaders(const ToolCall& call) const;
    async::Awaitable<jsonrpc::Reply> sendCall(const ToolCall& call, const std::string& params,
                                              const std::vector<http::Header>& headers, ToolReply& reply);
    void finish(ToolReply& reply, Answer answer, int round);
    async::Awaitable<Result<std::string>> answerRound(const ToolCall& call, const std::string& params,
                                                      const nlohmann::json& result, int round);
    async::Awaitable<Result<nlohmann::json>> gather(const ToolCall& call, const nlohmann::json& requests);
    async::Awaitable<std::optional<Error>> pause(async::TimePoint until, const ToolCall& call,
                                                 std::string_view overdue);
    void endPauses(const Error& error);
    async::Awaitable<Result<nlohmann::json>> followTask(const ToolCall& call, const nlohmann::json& announced,
                                                        ToolReply& reply);
    async::Awaitable<TaskFollower::Next> takeStep(const ToolCall& call, TaskFollower& follower,
                                                  TaskFollower::Next wanted);
    void sendTaskRequest(const TaskFollower& follower, const TaskFollower::Request& request,
                         async::TimePoint deadline, async::Duration limit, Completion done);
    void cancelTask(const TaskFollower& follower);
    async::Awaitable<jsonrpc::Reply> request(std::string_view method, std::string params);
    void giveUp(std::uint64_t id, Error error);
    void failAll(const Error& error, std::span<const std::uint64_t> unseen = {});
    void armDeadline(async::TimePoint deadline);
    void expire();
    void restartIdle();

    void begin();
    void sendDiscover();
    void sendInitialize();
    void proceed(Handshake::Next next);
    void finishHandshake(Result<ServerInfo> outcome);
    void heardFromServer();
    void subscribeToChanges(ServerInfo info);
    std::string withMeta(std::string params, std::string_view members = {}) const;
    void traceReceived(const Result<jsonrpc::Decoded>& decoded, std::string_view frame);
    void countStray(std::uint64_t& count, const std::string& text);

    async::Clock& m_clock;
    std::shared_ptr<transport::Transport> m_transport;
    Limits m_limits;
    SessionObserver& m_observer;

    ClientAnswers m_answers;
    std::optional<ServerInfo> m_known;
    std::shared_ptr<bool> m_life = std::make_shared<bool>(true); ///< what a person answers may come later
    std::set<Pause*> m_pauses;
    Era m_era = Era::Legacy;
    std::string m_protocolVersion; ///< empty until the handshake is done
    std::string m_meta;            ///< the modern era's `_meta`, as JSON text; empty in the legacy era
    Handshake m_handshake;
    async::Waiter<Result<ServerInfo>> m_connected;
    bool m_handshakeDone = false;
    bool m_heard = false; ///< the server has answered something
    bool m_ended = false; ///< closed by either side
    std::unique_ptr<async::Alarm> m_handshakeAlarm;
    std::unique_ptr<async::Alarm> m_probeAlarm;
    std::unique_ptr<async::Alarm> m_subscribeAlarm;
    async::Duration m_subscribeDelay{}; ///< ever longer: a server may end each subscription at once

    std::optional<RequestBatching> m_batching;
    jsonrpc::RequestBatch m_gathered; ///< pending, but not sent yet
    async::TimePoint m_gatheredUntil = async::TimePoint::max();
    std::unique_ptr<async::Alarm> m_gatherAlarm;

    jsonrpc::PendingRequests m_pending;
    std::unordered_map<std::uint64_t, std::function<void(const Progress&)>> m_progress;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> m_unwritten; ///< offset, request id
    std::uint64_t m_writtenUpTo = 0;
    async::TimePoint m_writtenAt;
    std::unique_ptr<async::Alarm> m_deadlineAlarm;
    async::TimePoint m_armedFor = async::TimePoint::max();
    int m_openQuestions = 0; ///< of a legacy server, to us
    Strays m_strays;
};

} // namespace dyno::mcp
