#pragma once

#include <string_view>

namespace dyno {

/// This program's version; the same as in CMakeLists.txt, which passes it in.
inline constexpr std::string_view version = DYNO_VERSION;

} // namespace dyno
