#include "engine/process/exit_status.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstring>

namespace dyno::process {

std::string ExitStatus::text() const {
    if (WIFSIGNALED(m_waitStatus))
        return fmt::format("was killed by signal {} ({})", WTERMSIG(m_waitStatus),
                           ::strsignal(WTERMSIG(m_waitStatus)));
    return fmt::format("exited with status {}", WEXITSTATUS(m_waitStatus));
}

} // namespace dyno::process
