#include "engine/reports/export.h"
#include "engine/reports/loaded_server.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/sink.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"
#include "engine/reports/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::reports {

namespace {

std::string property(std::string_view name, const std::string& value) {
    return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xmlText(value));
}

std::string propertiesXml(const Report& report) {
    const telemetry::LatencySummary& latency = report.snapshot.total;
    std::string xml = "    <properties>\n";
    xml += property("scope", report.scope);
    xml += property("server", loadedServer(report.snapshot).serverName);
    xml += property("calls", std::to_string(report.snapshot.counts.ended()));
    xml += property("errors", std::to_string(report.snapshot.counts.errors()));
    for (const auto& [name, value] :
         {std::pair("p50Microseconds", latency.p50), std::pair("p99Microseconds", latency.p99),
          std::pair("maxMicroseconds", latency.max)})
        xml += property(name, std::to_string(wholeMicroseconds(value)));
    return xml + "    </properties>\n";
}

const Report::Failure* exampleFor(const Report& report, const std::string& tool) {
    for (const auto* failures : {&report.toolFailures, &report.failures})
        for (const Report::Failure& failure : *failures)
            if (failure.tool == tool && !failure.example.empty())
                return &failure;
    return nullptr;
}

std::string failureXml(const Report& report, const telemetry::RouteFigures& tool) {
    const Report::Failure* example = exampleFor(report, tool.tool);
    const std::string_view kind = example ? name(example->kind) : "CallsFailed";
    std::string text = example ? example->example : "No example of a failed call was kept.";
    if (example && !example->detail.empty())
        text += "\n" + example->detail;
    return fmt::format("      <failure type=\"{}\" message=\"{} of {} calls failed\">{}</failure>\n", kind,
                       countText(tool.counts.errors()), countText(tool.counts.ended()), xmlText(text));
}

/// As configured.
std::string serverName(const Report& report, ServerId id) {
    for (const telemetry::ServerStatus& server : report.snapshot.servers)
        if (server.id == id)
            return server.name;
    return "MCP Dyno";
}

/// A test case's time is that of one call, on average.
std::string testCaseXml(const Report& report, const telemetry::RouteFigures& tool) {
    const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.6f}\"",
                                         xmlText(serverName(report, tool.server)), xmlText(tool.tool),
                                         inSeconds(telemetry::summarize(tool.latency).mean));
    if (tool.counts.errors() == 0)
        return head + "/>\n";
    return head + ">\n" + failureXml(report, tool) + "    </testcase>\n";
}

} // namespace

Result<void> writeJunit(const Report& report, const Sink& sink) {
    const auto failed = std::count_if(report.tools.begin(), report.tools.end(),
                                      [](const auto& tool) { return tool.counts.errors() > 0; });
    const std::string suite = xmlText(report.info.title.empty() ? "MCP Dyno" : report.info.title);
    const std::string numbers = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.3f}\"",
                                            report.tools.size(), failed, inSeconds(report.snapshot.measured));
    BufferedSink out(sink);
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.write(fmt::format("<testsuites name=\"{}\" {}>\n", suite, numbers));
    // Without the "Z": the schemas that go round want a time stamp of seconds, and no zone.
    out.write(
        fmt::format("  <testsuite name=\"{}\" {} skipped=\"0\" timestamp=\"{}\" hostname=\"localhost\">\n",
                    suite, numbers, wallTimeText(report.info.startedAt).substr(0, 19)));
    out.write(propertiesXml(report));
    for (const telemetry::RouteFigures& tool : report.tools)
        out.write(testCaseXml(report, tool));
    out.write("  </testsuite>\n</testsuites>\n");
    return out.finish();
}

} // namespace dyno::reports
