#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/async/waiter.h"
#include "engine/error.h"
#include "engine/process/exit_status.h"
#include "engine/settings/server_config.h"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace dyno::process {

/// Our end of a child's standard stream, non-blocking.
using Stream = boost::asio::posix::basic_stream_descriptor<async::Executor>;

/// A program with pipes on its three standard streams, at the head of a process group of its own. Engine
/// thread only. It ends with shutDown() (process/shutdown.h); the kernel sends it SIGTERM if this program
/// dies first.
class ChildProcess : public std::enable_shared_from_this<ChildProcess> {
public:
    /// Starts it; no shell is involved. Blocks for the fork and exec (about a millisecond).
    [[nodiscard]] static Result<std::shared_ptr<ChildProcess>> start(async::Executor executor,
                                                                     const settings::ServerConfig& config);
    ~ChildProcess();

    int pid() const { return m_pid; }
    Stream& input() { return m_input; }
    Stream& output() { return m_output; }
    Stream& errors() { return m_errors; }

    /// Empty while it runs.
    const std::optional<ExitStatus>& exitStatus() const { return m_exitStatus; }
    /// Waits for its end, at the longest until `when`; whether it has ended.
    async::Awaitable<bool> exitedBy(async::Clock& clock, async::TimePoint when);

    /// Whether any process of its group is alive (zombies are not).
    bool groupAlive() const;
    /// Sends a signal to the whole group; nothing when the group is gone.
    void signalGroup(int signal);

private:
    struct Handle;
    explicit ChildProcess(async::Executor executor);
    void watchExit();

    std::unique_ptr<Handle> m_handle; ///< Boost.Process, kept out of this header
    int m_pid = 0;
    Stream m_input;
    Stream m_output;
    Stream m_errors;
    std::optional<ExitStatus> m_exitStatus;
    std::vector<async::Waiter<bool>*> m_waiting;
};

} // namespace dyno::process
