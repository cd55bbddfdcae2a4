#pragma once

#include <cstdint>

namespace dyno {

/// Numbers that name things for the life of an engine. Zero names nothing.
using ServerId = std::uint32_t;
using ConnectionId = std::uint32_t;

} // namespace dyno
