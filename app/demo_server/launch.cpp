#include "app/demo_server/launch.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace dyno::demo {

namespace {

void waitUntilWritable() {
    pollfd descriptor{STDERR_FILENO, POLLOUT, 0};
    poll(&descriptor, 1, -1);
}

void writeError(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (written < 0 && errno == EAGAIN)
            waitUntilWritable();
        else if (written == 0 || errno != EINTR)
            return;
    }
}

std::string stderrText(std::size_t bytes) {
    constexpr std::size_t lineLength = 80;
    std::string text(bytes, 'e');
    for (std::size_t end = lineLength - 1; end < bytes; end += lineLength)
        text[end] = '\n';
    return text;
}

// It keeps the pipes of its parent, as a forgotten helper process does, and ends by itself so that none is
// left for good.
void spawnChild() {
    const pid_t child = fork();
    if (child == 0) {
        sleep(600);
        _exit(0);
    }
    writeError(child > 0 ? "child " + std::to_string(child) + "\n" : std::string("no child: fork failed\n"));
}

} // namespace

void prepareProcess(const Options& options) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, options.ignoreTerm ? SIG_IGN : SIG_DFL);
    if (!options.stderrLine.empty())
        writeError(options.stderrLine + "\n");
    if (options.stderrBytes > 0)
        writeError(stderrText(options.stderrBytes));
    if (options.spawnChild)
        spawnChild();
}

} // namespace dyno::demo
