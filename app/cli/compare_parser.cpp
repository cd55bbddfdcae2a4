#include "app/cli/compare_command.h"

#include <CLI/CLI.hpp>

namespace dyno::app {

void addCompareCommand(CLI::App& app, CompareOptions& options) {
    CLI::App* compare =
        app.add_subcommand("compare", "Say what differs between recorded sessions, and how sure that is");
    compare->add_option("SESSION", options.files, "The first, and those that are compared with it")
        ->type_name("FILE")
        ->required()
        ->expected(2, 1000);
    compare
        ->add_option(
            "--fail-if", options.rules,
            "A difference that ends it with status 4, \"METRIC worse|better by N%\", such as \"p99 worse "
            "by 10%\"; may be repeated. METRIC: p50, p90, p95, p99, p999, mean, throughput or errors")
        ->type_name("RULE")
        ->allow_extra_args(false);
    compare
        ->add_option("--range", options.range,
                     "A stretch of each, since its start, instead of its last run: 10s..25s, 10s.. or ..25s")
        ->type_name("FROM..TO");
    compare
        ->add_option("--json", options.jsonFile, "Write the comparison as JSON to this file, or - for stdout")
        ->type_name("FILE");
    compare->footer(
        "Exit status: 0 done; 2 usage, or a file that cannot be read; 4 a difference that --fail-if "
        "names; 5 the sessions cannot be compared.");
}

} // namespace dyno::app
