#include "app/cli/report_command.h"
#include "app/cli/report_format.h"

#include <CLI/CLI.hpp>

namespace dyno::app {

void addReportCommand(CLI::App& app, ReportOptions& options) {
    CLI::App* report =
        app.add_subcommand("report", "Write a recorded session as a report, a table or a trace");
    report->add_option("SESSION", options.session, "The session's file")->type_name("FILE")->required();
    report->add_option("--format", options.format, "html, pdf, md, json, csv, jsonl, junit, hlog or perfetto")
        ->type_name("FORMAT")
        ->check(CLI::IsMember(formatNames()));
    report->add_option("--of", options.of, "What csv and jsonl list: the kept calls, or the charts' points")
        ->type_name("calls|series")
        ->check(CLI::IsMember({"calls", "series"}));
    report
        ->add_option("-o,--output", options.file,
                     "Where to, or - for stdout; its ending says the format unless --format does. Without it "
                     "html and pdf go beside the session, the others to stdout")
        ->type_name("FILE");
    auto* range = report
                      ->add_option("--range", options.range,
                                   "A stretch of the session, since its start: 10s..25s, 10s.. or ..25s")
                      ->type_name("FROM..TO");
    report->add_option("--run", options.run, "One of its runs, counted from 1")
        ->type_name("N")
        ->excludes(range);
    report->footer(
        "Without --range and --run, html, pdf, md, json and junit speak of the last run, the others of "
        "the whole session.\nExit status: 0 done; 2 usage, or a file that cannot be read or written.");
}

} // namespace dyno::app
