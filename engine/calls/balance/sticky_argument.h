#pragma once

#include <string>
#include <string_view>

namespace dyno::calls {

/// What ties a call to its replica and connection: the value of that member of its arguments, as JSON text.
/// Empty where there is none, or no name is given. `arguments` is the JSON text of an object.
std::string stickyArgument(std::string_view arguments, const std::string& name);

} // namespace dyno::calls
