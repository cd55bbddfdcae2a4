#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/mcp/answer.h"
#include "engine/mcp/server_info.h"

#include <optional>

namespace dyno::mcp {

/// Decides how to open a conversation with a server of unknown era, over any transport. Pure: it is told what
/// came, and says what to do next.
///
/// `server/discover` goes first. A DiscoverResult, or an error that only modern servers know, makes the
/// server modern, unless that error itself names a legacy version that we speak. Any other error, an HTTP
/// status without one, or silence is followed by `initialize` on the same connection; if the probe is
/// answered after that (servers on stdio answer in order, so a slow one does), the answer still counts.
class Handshake {
public:
    enum class Next { Wait, SendDiscover, SendInitialize, Finished };

    /// The answer to `server/discover`; from `received` on its cache hints count.
    Next discoverAnswered(const Answer& answer, async::TimePoint received = {});
    /// `server/discover` was not answered in the time that a probe is given.
    Next discoverUnanswered(async::Duration waited);
    /// It came back with something that is no MCP message, or could not be sent at all.
    Next discoverFailed(const Error& why);
    /// There is no need for it.
    Next discoverSkipped();
    /// The answer to `initialize`.
    Next initializeAnswered(const Answer& answer);
    Next initializeFailed(const Error& why);

    /// Once Finished: the server, or why no conversation is possible.
    const std::optional<Result<ServerInfo>>& outcome() const { return m_outcome; }

private:
    Next discovered(const nlohmann::json& result, async::TimePoint received);
    Next refused(const jsonrpc::ErrorObject& error);
    Next initialized(const nlohmann::json& result);
    Next sendInitialize(std::string because);
    Next fail(Error error);

    bool m_initializeSent = false;
    bool m_askedAgain = false; ///< server/discover, for a version that was refused and offered at once
    std::string m_becauseOf;   ///< what made us send initialize, in words
    std::optional<Result<ServerInfo>> m_outcome;
};

/// JSON text of the `initialize` request's params.
std::string initializeParams();
/// JSON text of the `_meta` object that every modern request carries.
std::string modernMeta();

} // namespace dyno::mcp
