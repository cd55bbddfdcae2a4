#include "engine/process/child_process.h"

#include "engine/process/process_group.h"
#include "engine/process/program_path.h"

#include <boost/asio/basic_readable_pipe.hpp>
#include <boost/asio/basic_writable_pipe.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace dyno::process {

namespace bp = boost::process::v2;
using Process = bp::basic_process<async::Executor>;

struct ChildProcess::Handle {
    Process process;
};

namespace {

/// What the child does between fork and exec, after Boost has set up its streams.
struct OwnGroup {
    template<class Launcher, class Path, class Arguments>
    boost::system::error_code on_exec_setup(Launcher&, const Path&, const Arguments&) const {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM); // nothing is left running even when we are killed with SIGKILL
        ::signal(SIGPIPE, SIG_DFL);         // we ignore it; the program must not inherit that
        ::signal(SIGXFSZ, SIG_DFL);
        // Boost 1.81 means to close all other descriptors, but skips those below its own pipe.
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        return {};
    }

    /// Boost would call exit() here, which runs this program's own exit handlers in the failed child.
    template<class... Whatever>
    void on_exec_error(Whatever&&...) const {
        ::_exit(127);
    }
};

/// Our own environment with the configuration's values over it.
std::vector<std::string> environmentFor(const settings::ServerConfig& config) {
    std::vector<std::string> entries;
    for (char** variable = environ; *variable; ++variable) {
        const std::string entry = *variable;
        if (!config.environment.contains(entry.substr(0, entry.find('='))))
            entries.push_back(entry);
    }
    for (const auto& [key, value] : config.environment)
        entries.push_back(key + "=" + value);
    return entries;
}

/// Asio's pipes can neither be made non-blocking nor waited for; its descriptors can.
template<class Pipe>
void take(Pipe& pipe, Stream& stream) {
    stream.assign(pipe.release());
    stream.non_blocking(true);
}

std::string whyNot(const boost::system::error_code& ec) {
    if (ec.value() == ENOEXEC)
        return "it is neither a binary for this machine nor a script with a #! line";
    if (ec.value() == ENOENT)
        return "its interpreter (the #! line) or loader does not exist";
    return ec.message();
}

} // namespace

ChildProcess::ChildProcess(async::Executor executor)
    : m_input(executor)
    , m_output(executor)
    , m_errors(executor) {}

ChildProcess::~ChildProcess() {
    if (m_handle && !m_exitStatus)
        signalGroup(SIGKILL);
}

Result<std::shared_ptr<ChildProcess>> ChildProcess::start(async::Executor executor,
                                                          const settings::ServerConfig& config) {
    if (!config.directory.empty() && !std::filesystem::is_directory(config.directory))
        return Error{ErrorKind::Spawn,
                     fmt::format("cannot start \"{}\": its working directory {} does not exist",
                                 config.argv.front(), config.directory.string())};
    const auto program = findProgram(config);
    if (program.has_error())
        return program.error();

    ::signal(SIGPIPE,
             SIG_IGN); // writing to a server that has died is an error to report, not the end of this program
    std::shared_ptr<ChildProcess> child(new ChildProcess(executor));
    const std::vector<std::string> arguments(config.argv.begin() + 1, config.argv.end());
    const std::string directory = config.directory.empty() ? "." : config.directory.string();
    const std::vector<std::string> environment = environmentFor(config);
    bp::default_process_launcher launcher;
    boost::asio::basic_writable_pipe<async::Executor> input(executor);
    boost::asio::basic_readable_pipe<async::Executor> output(executor), errors(executor);
    boost::system::error_code ec;
    Process process =
        launcher(executor, ec, program->string(), arguments, bp::process_stdio{input, output, errors},
                 bp::process_environment(environment), bp::process_start_dir(directory), OwnGroup{});
    if (ec) {
        if (launcher.pid > 0)
            ::waitpid(launcher.pid, nullptr, 0); // Boost leaves the failed child as a zombie
        return Error{ErrorKind::Spawn,
                     fmt::format("cannot start \"{}\": {}", config.argv.front(), whyNot(ec))};
    }
    take(input, child->m_input);
    take(output, child->m_output);
    take(errors, child->m_errors);
    child->m_pid = process.id();
    child->m_handle = std::make_unique<Handle>(std::move(process));
    child->watchExit();
    return child;
}

void ChildProcess::watchExit() {
    m_handle->process.async_wait([self = shared_from_this()](const boost::system::error_code&, int) {
        self->m_exitStatus = ExitStatus(self->m_handle->process.native_exit_code());
        for (async::Waiter<bool>* waiter : std::exchange(self->m_waiting, {}))
            waiter->complete(true);
    });
}

async::Awaitable<bool> ChildProcess::exitedBy(async::Clock& clock, async::TimePoint when) {
    if (m_exitStatus)
        co_return true;
    const auto self = shared_from_this();
    async::Waiter<bool> waiter;
    m_waiting.push_back(&waiter);
    const auto alarm = clock.makeAlarm();
    alarm->set(when, [this, &waiter] {
        if (std::erase(m_waiting, &waiter) > 0)
            waiter.complete(false);
    });
    co_return co_await waiter.wait();
}

bool ChildProcess::groupAlive() const {
    return process::groupAlive(m_pid);
}

void ChildProcess::signalGroup(int signal) {
    if (!m_exitStatus || groupAlive())
        ::kill(-m_pid, signal);
}

} // namespace dyno::process
