#pragma once

#include "app/demo_server/tool.h"

#include <vector>

namespace dyno::demo {

std::vector<Tool> workTools();     ///< echo, sleep, cpu, payload
Tool extraTool();                  ///< the one that change_tools puts on the list and takes off
std::vector<Tool> faultTools();    ///< flaky, leak, crash, hang
std::vector<Tool> garbageTools();  ///< garbage
std::vector<Tool> protocolTools(); ///< progress, change_tools, stats, task
std::vector<Tool> askTools();      ///< ask
std::vector<Tool> batchTools();    ///< echo_batch
std::vector<Tool> httpTools();     ///< headers, http_fault

} // namespace dyno::demo
