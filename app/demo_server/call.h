#pragma once

#include "app/demo_server/call_key.h"
#include "app/demo_server/message.h"
#include "app/demo_server/reply_channel.h"
#include "app/demo_server/service_time.h"
#include "app/demo_server/tool.h"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::demo {

class Desk;

/// A tools/call as it came.
struct CallRequest {
    json id;
    Era era = Era::Legacy;
    const Tool* tool = nullptr;
    json params; ///< an object; its arguments have passed the tool's schema
    ReplyPtr reply;
};

/// One call from its acceptance to its answer. Answering a second time, or after it was cancelled, does
/// nothing.
class Call : public std::enable_shared_from_this<Call> {
public:
    Call(boost::asio::io_context& io, Desk& desk, CallRequest request);

    Era era() const { return m_request.era; }
    const Tool& tool() const { return *m_request.tool; }
    const json& arguments() const { return m_arguments; }
    /// Null when the client asked for no progress.
    const json& progressToken() const { return member(member(m_request.params, "_meta"), "progressToken"); }
    /// Null in the first round.
    const json& inputResponses() const { return member(m_request.params, "inputResponses"); }
    const json& requestState() const { return member(m_request.params, "requestState"); }
    const ReplyPtr& reply() const { return m_request.reply; }
    const CallKey& key() const { return m_key; }
    /// The id as JSON text: 7 or "seven".
    const std::string& id() const { return m_key.id; }
    bool open() const { return m_open; }
    /// Whether it holds one of the desk's places for parallel calls.
    bool isRunning() const { return m_running; }
    void markRunning() { m_running = true; }

    void answer(std::string_view text);
    /// Answers with isError true.
    void fail(std::string_view text);
    /// Ends the call with a line, a broken one perhaps, that holds its answer.
    void answerWithLine(std::string_view line);
    void answerWithResult(json result);
    void answerWithError(const RpcError& error);
    /// Answers slowly; the call ends at once.
    void answerInPieces(std::size_t pieces, Duration gap, std::string_view text);
    /// Ends the call without an answer.
    void close();

    /// Runs `then` after that time unless the call ends or is cancelled before. One at a time: a second one
    /// replaces the first.
    void after(Duration time, std::function<void()> then);
    /// Drops what waits in after().
    void interrupt();

private:
    void end();

    Desk& m_desk;
    CallRequest m_request;
    const json& m_arguments;
    CallKey m_key;
    boost::asio::io_context& m_io;
    std::optional<boost::asio::steady_timer> m_timer; ///< made when first needed: most calls need none
    unsigned m_alarm = 0; ///< number of the newest alarm, since a cancelled timer may have fired already
    bool m_open = true;   ///< false before the answer leaves, which may lead back here
    bool m_running = false;
};

} // namespace dyno::demo
