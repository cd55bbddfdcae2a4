#pragma once

#include <string>

namespace dyno::process {

/// How a process ended, from the value that waitpid() gives.
class ExitStatus {
public:
    explicit ExitStatus(int waitStatus)
        : m_waitStatus(waitStatus) {}

    /// "exited with status 3" or "was killed by signal 11 (Segmentation fault)".
    std::string text() const;

private:
    int m_waitStatus;
};

} // namespace dyno::process
