#pragma once

namespace dyno::app {

/// What the program's exit status means; README documents these.
enum ExitCode : int {
    done = 0,
    someCallsFailed = 1,
    usage = 2,
    serverUnusable = 3, ///< it could not be started or spoken to
    ruleHolds = 4,      ///< a difference that --fail-if names
    notComparable = 5,  ///< sessions that measure different things
    interrupted = 130,  ///< 128 + SIGINT, as shells have it
};

} // namespace dyno::app
