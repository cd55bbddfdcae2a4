#pragma once

#include "app/demo_server/tool.h"

#include <vector>

namespace dyno::demo {

std::vector<Tool> workTools();     ///< echo, sleep, cpu, payload
Tool extraTool();                  ///< the one that change_tools puts on the list and takes off
std::vector<Tool> faultTools();    ///< flaky, leak, crash, hang
std::vector<Tool> garbageTools();  ///< garbage
std::vector<Tool> protocolTools(); ///< progress, ask, change_tools, stats

} // namespace dyno::demo
