#pragma once

#include <string>

namespace dyno::demo {

/// A few MiB that gzip inflates to 8 GiB of blanks, made once.
const std::string& gzipBomb();

} // namespace dyno::demo
