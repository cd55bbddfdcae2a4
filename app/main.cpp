#include "app/cli/compare_command.h"
#include "app/cli/knobs_command.h"
#include "app/cli/parser.h"
#include "app/cli/report_command.h"
#include "app/cli/run_command.h"
#include "app/cli/servers_command.h"
#include "app/cli/tools_command.h"
#include "app/console/console.h"

#include <csignal>

int main(int argc, char** argv) {
    using namespace dyno::app;
    std::signal(SIGXFSZ, SIG_IGN); // a bound on the size of files is a failed write, as a full disk is
    int exitCode = 0;
    const auto command = parseCommandLine(argc, argv, exitCode);
    if (!command)
        return exitCode;
    if (const auto* run = std::get_if<RunOptions>(&*command))
        return runCommand(*run);
    if (const auto* tools = std::get_if<ToolsOptions>(&*command))
        return toolsCommand(*tools);
    if (const auto* servers = std::get_if<ServersOptions>(&*command))
        return serversCommand(*servers);
    if (const auto* knobs = std::get_if<KnobsOptions>(&*command))
        return knobsCommand(*knobs);
    if (const auto* compare = std::get_if<CompareOptions>(&*command))
        return compareCommand(*compare);
    if (const auto* report = std::get_if<ReportOptions>(&*command))
        return reportCommand(*report);
    return runConsole(std::get<ConsoleOptions>(*command), argc, argv);
}
