#include "ui/format.h"
#include "ui/report/pictures/plot.h"
#include "ui/report/pictures/report_pictures.h"
#include "ui/report/process_names.h"

#include <algorithm>
#include <array>
#include <map>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::ProcessSample;

constexpr std::array colours{Colour::P50, Colour::P99,        Colour::P90,
                             Colour::Max, Colour::PhaseQueue, Colour::PhaseTls};
constexpr int slots = 300;

/// Samples of one process, or of several added up, evenly spaced in time.
struct Track {
    QString name;
    double peakMemory = 0;
    std::array<std::optional<double>, slots> memory, cpu;
};

int slotOf(const reports::Report& report, async::Duration at) {
    const double length = double(std::max((report.range.to - report.range.from).count(), std::int64_t(1)));
    return std::clamp(int(double((at - report.range.from).count()) / length * slots), 0, slots - 1);
}

void keepLargest(std::optional<double>& slot, double value) {
    slot = std::max(slot.value_or(0), value);
}

// Slots may be shorter than the samples' distance: what lies between two of them is on the line that joins
// them.
void fillGaps(std::array<std::optional<double>, slots>& values) {
    std::optional<std::size_t> before;
    for (std::size_t slot = 0; slot < values.size(); ++slot) {
        if (!values[slot])
            continue;
        for (std::size_t gap = before.value_or(slot) + 1; gap < slot; ++gap) {
            const double share = double(gap - *before) / double(slot - *before);
            values[gap] = *values[*before] + share * (*values[slot] - *values[*before]);
        }
        before = slot;
    }
}

std::vector<Track> tracksOf(const reports::Report& report) {
    std::map<ConnectionId, Track> tracks;
    for (const ProcessSample& sample : report.processes) {
        Track& track = tracks[sample.connection];
        const auto slot = std::size_t(slotOf(report, sample.at));
        track.peakMemory = std::max(track.peakMemory, double(sample.rssBytes));
        keepLargest(track.memory[slot], double(sample.rssBytes));
        keepLargest(track.cpu[slot], sample.cpuShare);
    }
    std::vector<Track> list;
    for (auto& [connection, track] : tracks) {
        track.name = processName(report, connection);
        fillGaps(track.memory);
        fillGaps(track.cpu);
        list.push_back(std::move(track));
    }
    std::ranges::stable_sort(list, std::ranges::greater(), &Track::peakMemory);
    return list;
}

void addTo(std::array<std::optional<double>, slots>& sum,
           const std::array<std::optional<double>, slots>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i])
            sum[i] = sum[i].value_or(0) + *values[i];
}

// As many as there are colours to tell apart; the last of them is for all others.
std::vector<Track> shownTracks(std::vector<Track> tracks) {
    if (tracks.size() <= colours.size())
        return tracks;
    Track others{u"%1 others, together"_s.arg(tracks.size() - colours.size() + 1), 0, {}, {}};
    for (std::size_t i = colours.size() - 1; i < tracks.size(); ++i) {
        addTo(others.memory, tracks[i].memory);
        addTo(others.cpu, tracks[i].cpu);
    }
    tracks.resize(colours.size() - 1);
    tracks.push_back(std::move(others));
    return tracks;
}

double secondsOf(const reports::Report& report, std::size_t slot) {
    const double from = std::chrono::duration<double>(report.range.from).count();
    const double to = std::chrono::duration<double>(report.range.to).count();
    return from + (to - from) * (double(slot) + 0.5) / slots;
}

std::vector<QPolygonF> runsOfSlots(const reports::Report& report,
                                   const std::array<std::optional<double>, slots>& values) {
    std::vector<QPolygonF> runs;
    bool joined = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] && !joined)
            runs.emplace_back();
        if (values[i])
            runs.back().append({secondsOf(report, i), *values[i]});
        joined = values[i].has_value();
    }
    return runs;
}

struct Measure {
    QString name, title, description;
    std::array<std::optional<double>, slots> Track::*values;
    QString (*text)(double);
    double least; ///< of the scale's upper end
};

Picture pictureFor(const reports::Report& report, const std::vector<Track>& tracks, const Measure& measure) {
    Plot plot;
    plot.across = timeScale(std::chrono::duration<double>(report.range.from).count(),
                            std::chrono::duration<double>(report.range.to).count());
    double highest = measure.least;
    ReadOut readOut{u"time"_s, {}, {}};
    for (std::size_t i = 0; i < slots; ++i)
        readOut.moments.push_back({(double(i) + 0.5) / slots, timeLabel(secondsOf(report, i)), {}});
    for (std::size_t track = 0; track < tracks.size(); ++track) {
        const auto& values = tracks[track].*measure.values;
        plot.curves.push_back(
            {tracks[track].name, colours[track], CurveShape::Line, runsOfSlots(report, values)});
        for (std::size_t i = 0; i < slots; ++i) {
            highest = std::max(highest, values[i].value_or(0));
            readOut.moments[i].values << (values[i] ? measure.text(*values[i]) : u"–"_s);
        }
    }
    plot.upwards = [highest, text = measure.text](int mostTicks) {
        return linearScale(highest, mostTicks, text);
    };
    Picture picture = pictureOf(std::move(plot));
    picture.name = measure.name;
    picture.title = measure.title;
    picture.description = measure.description.arg(measure.text(highest));
    picture.readOut = std::move(readOut);
    return picture;
}

QString bytesText(double bytes) {
    return bytes <= 0 ? u"0"_s : formatBytes(std::uint64_t(bytes));
}

QString cpuText(double share) {
    const double percent = share * 100;
    return (percent < 1000 ? QString::number(percent, 'g', 3) : formatCount(std::uint64_t(percent))) %
           u" %"_s;
}

} // namespace

std::vector<Picture> processPictures(const reports::Report& report) {
    if (report.processes.empty())
        return {};
    const std::vector<Track> tracks = shownTracks(tracksOf(report));
    return {pictureFor(report, tracks,
                       {u"memory"_s, u"Memory of the servers' processes"_s,
                        u"Resident memory over time, with all children of each process. The most is %1."_s,
                        &Track::memory, bytesText, 1e6}),
            pictureFor(report, tracks,
                       {u"cpu"_s, u"CPU of the servers' processes"_s,
                        u"Share of one core over time, with all children of each process. The most is %1."_s,
                        &Track::cpu, cpuText, 0.01})};
}

} // namespace dyno::ui
