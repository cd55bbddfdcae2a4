#pragma once

namespace dyno::app {

/// What `mcp-dyno knobs` was told, as typed.
struct KnobsOptions {
    bool json = false;
};

/// `mcp-dyno knobs`: lists the knobs, by stage. Returns the exit status.
int knobsCommand(const KnobsOptions& options);

} // namespace dyno::app
