#pragma once

#include <string>
#include <string_view>

namespace dyno::sessions {

/// Names this process for as long as the machine runs, and no other: `meta.writer` of a file that it writes.
std::string ownWriterMark();
/// Whether the process of that mark lives, as far as can be seen from here.
bool isWriterAlive(std::string_view mark);

} // namespace dyno::sessions
