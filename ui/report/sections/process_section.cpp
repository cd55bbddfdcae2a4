#include "ui/report/process_names.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

struct Usage {
    double firstMemory = 0, lastMemory = 0, mostMemory = 0;
    double cpu = 0, mostCpu = 0; ///< `cpu` is a sum
    std::uint64_t samples = 0;

    void add(const sessions::ProcessSample& sample) {
        const auto memory = double(sample.rssBytes);
        if (samples == 0)
            firstMemory = memory;
        lastMemory = memory;
        mostMemory = std::max(mostMemory, memory);
        cpu += sample.cpuShare;
        mostCpu = std::max(mostCpu, sample.cpuShare);
        ++samples;
    }
};

} // namespace

Section processSection(const reports::Report& report) {
    std::map<ConnectionId, Usage> usages;
    for (const sessions::ProcessSample& sample : report.processes)
        usages[sample.connection].add(sample);
    if (usages.empty())
        return {u"processes"_s, u"Processes"_s, {}};
    Table table{u"Memory and CPU of each connection's process with all of its children; CPU is of one core"_s,
                {{u"process"_s, ColumnKind::Name},
                 {u"memory at first"_s},
                 {u"at last"_s},
                 {u"most"_s},
                 {u"CPU mean"_s},
                 {u"CPU most"_s},
                 {u"samples"_s}},
                {},
                true};
    for (const auto& [connection, usage] : usages)
        table.rows.push_back({textCell(processName(report, connection)), bytesCell(usage.firstMemory),
                              bytesCell(usage.lastMemory), bytesCell(usage.mostMemory),
                              cpuCell(usage.cpu / double(usage.samples)), cpuCell(usage.mostCpu),
                              countCell(usage.samples)});
    return {u"processes"_s, u"Processes"_s, {std::move(table)}};
}

} // namespace dyno::ui
