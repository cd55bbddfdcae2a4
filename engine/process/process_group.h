#pragma once

namespace dyno::process {

/// Whether a process group has a member that is not a zombie. Zombies of a group whose parent does not reap
/// them (a container without an init) would otherwise count as alive for ever.
bool groupAlive(int group);

} // namespace dyno::process
