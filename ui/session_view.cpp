#include "ui/session_view.h"

#include "ui/charts/runs.h"
#include "ui/models/ranged_figures.h"

#include <algorithm>

namespace dyno::ui {
namespace {

using sessions::Range;
using sessions::SessionReader;
using telemetry::SeriesPoint;
using telemetry::Snapshot;

constexpr std::size_t mostPoints = 600;

Range wholeOf(const Snapshot& snapshot, bool live) {
    if (live || snapshot.series->empty())
        return {snapshot.at - spanOf(*snapshot.series, snapshot.at), snapshot.at};
    const SeriesPoint& first = snapshot.series->front();
    return {first.at - first.length, snapshot.series->back().at};
}

// How the file was recorded, once.
telemetry::RecordingStatus recordingOf(const sessions::SessionInfo& info) {
    telemetry::RecordingStatus recording;
    recording.file = info.file.string();
    recording.bytes = info.fileBytes;
    recording.callsSeen = info.calls;
    recording.callsKept = info.callsKept;
    recording.callsLost = info.callsLost;
    recording.figuresLost = info.figuresLost;
    return recording;
}

} // namespace

struct SessionView::Read {
    sessions::SessionInfo info;
    Snapshot snapshot;
};

struct SessionView::Ranged {
    Range range;
    Snapshot figures;
};

SessionView::SessionView(QObject* parent)
    : QObject(parent) {}

SessionView::~SessionView() = default;

std::vector<std::filesystem::path> SessionView::files() const {
    std::vector<std::filesystem::path> files;
    for (const SessionSource* source : {m_recorded, m_opening, m_opened}) {
        if (source)
            files.push_back(source->file());
    }
    return files;
}

void SessionView::setLive(const SnapshotPtr& newest) {
    m_live = newest;
    follow(newest->recording.file);
    if (seriesLags())
        askForSeries();
    compose();
    Q_EMIT shownChanged();
}

// The file that is being recorded stays the engine's while it is the last one, also when it is closed.
void SessionView::follow(const std::string& recorded) {
    if (recorded.empty() ? !m_recorded : m_recorded && m_recorded->file() == recorded)
        return;
    SessionSource* before = m_recorded;
    m_recorded = recorded.empty() ? nullptr : new SessionSource(recorded, this);
    if (!m_opened) {
        forgetRange();
        Q_EMIT sourceChanged();
    }
    retire(before);
}

void SessionView::open(const std::filesystem::path& file) {
    retire(m_opening);
    m_opening = new SessionSource(file, this);
    Q_EMIT openingChanged(file);
    m_opening->ask<Read>(
        [](SessionReader& reader) -> Result<Read> {
            const auto info = reader.info();
            if (info.has_error())
                return info.error();
            const auto snapshot = reader.snapshot(std::nullopt, mostPoints);
            if (snapshot.has_error())
                return snapshot.error();
            return Read{*info, *snapshot};
        },
        [this, file](Result<Read> read) {
            if (read.has_value())
                return opened(std::move(*read));
            retire(m_opening);
            Q_EMIT openingChanged({});
            Q_EMIT openFailed(file, read.error());
        });
}

void SessionView::opened(Read read) {
    SessionSource* before = std::exchange(m_opened, std::exchange(m_opening, nullptr));
    m_info = std::move(read.info);
    m_file = std::make_shared<const Snapshot>(std::move(read.snapshot));
    forgetRange();
    compose();
    Q_EMIT openingChanged({});
    Q_EMIT sourceChanged();
    Q_EMIT shownChanged();
    retire(before);
}

void SessionView::close() {
    if (m_opening) {
        retire(m_opening);
        Q_EMIT openingChanged({});
    }
    if (!m_opened)
        return;
    SessionSource* before = std::exchange(m_opened, nullptr);
    m_file.reset();
    forgetRange();
    compose();
    Q_EMIT sourceChanged();
    Q_EMIT shownChanged();
    retire(before);
}

void SessionView::setRange(std::optional<Range> range) {
    if (range && !source()) {
        Q_EMIT rangeFailed(
            Error{ErrorKind::InvalidInput,
                  "figures of a range come from the recording, and there is none; the tool bar starts it"});
        return;
    }
    m_wanted = range;
    if (range)
        return askForRange();
    const bool had = m_range.has_value();
    m_range.reset();
    m_figures.reset();
    compose();
    if (had) {
        Q_EMIT rangeChanged();
        Q_EMIT shownChanged();
    }
}

// One question at a time: while it is read, only the newest wish is remembered.
void SessionView::askForRange() {
    if (m_rangeAsked)
        return;
    m_rangeAsked = true;
    const Range asked = *m_wanted;
    source()->ask<Ranged>(
        [asked](SessionReader& reader) -> Result<Ranged> {
            const auto range = reader.snapped(asked);
            if (range.has_error())
                return range.error();
            if (range->to <= range->from)
                return Error{ErrorKind::InvalidInput, "nothing was recorded then"};
            auto figures = reader.snapshot(*range, 2); // the charts go on to show all
            if (figures.has_error())
                return figures.error();
            return Ranged{*range, std::move(*figures)};
        },
        [this, asked, era = m_era](Result<Ranged> read) {
            if (era == m_era)
                rangeRead(asked, std::move(read));
        });
}

void SessionView::rangeRead(Range asked, Result<Ranged> read) {
    m_rangeAsked = false;
    if (!m_wanted)
        return;
    if (m_wanted != asked)
        return askForRange();
    if (read.has_error()) {
        m_wanted = m_range;
        Q_EMIT rangeFailed(read.error());
        return;
    }
    m_range = read->range;
    m_wanted = m_range;
    m_figures = std::make_shared<const Snapshot>(std::move(read->figures));
    compose();
    Q_EMIT rangeChanged();
    Q_EMIT shownChanged();
}

void SessionView::setZoom(std::optional<Range> zoom) {
    m_zoom = zoom;
    if (m_zoom && source())
        return askForSeries();
    if (!std::exchange(m_series, nullptr))
        return;
    compose();
    Q_EMIT shownChanged();
}

void SessionView::askForSeries() {
    if (m_seriesAsked)
        return;
    m_seriesAsked = true;
    const Range asked = *m_zoom;
    const auto margin = (asked.to - asked.from) / 2; // so that there is something to be moved into view
    const Range read{asked.from - margin, asked.to + margin};
    source()->ask<std::vector<SeriesPoint>>(
        [read](SessionReader& reader) { return reader.series(read, mostPoints); },
        [this, asked, era = m_era](Result<std::vector<SeriesPoint>> series) {
            if (era != m_era)
                return;
            m_seriesAsked = false;
            if (!m_zoom)
                return;
            if (series.has_value())
                m_series = std::make_shared<const std::vector<SeriesPoint>>(std::move(*series));
            if (m_zoom != asked)
                return askForSeries();
            compose();
            Q_EMIT shownChanged();
        });
}

// What is recorded comes into the file a little later than on the screen.
bool SessionView::seriesLags() const {
    if (!m_zoom || !m_series || m_opened || !m_live->recording.on || m_live->series->empty())
        return false;
    const async::Duration end = std::min(m_zoom->to, m_live->series->back().at);
    return m_series->empty() || m_series->back().at < end;
}

// What the source before is still being asked is of no use to this one.
void SessionView::forgetRange() {
    ++m_era;
    m_rangeAsked = m_seriesAsked = false;
    m_wanted.reset();
    m_figures.reset();
    m_zoom.reset();
    m_series.reset();
    m_shown.range.reset();
    if (std::exchange(m_range, std::nullopt))
        Q_EMIT rangeChanged();
}

void SessionView::compose() {
    m_shown.live = !m_opened;
    m_shown.range = m_range;
    m_shown.runs = m_opened && !m_range ? m_info.runs.size() : 0;
    SnapshotPtr base = m_live;
    if (m_opened) {
        // What a server asks, and what this program costs, is so whatever is looked at.
        Snapshot file = *m_file;
        file.questions = m_live->questions;
        file.recording = recordingOf(m_info);
        file.engine = m_live->engine;
        base = std::make_shared<const Snapshot>(std::move(file));
    }
    m_shown.whole = wholeOf(*base, m_shown.live);
    if (m_figures)
        base = std::make_shared<const Snapshot>(withFigures(*base, *m_figures));
    if (m_series) {
        Snapshot zoomed = *base;
        zoomed.series = m_series;
        base = std::make_shared<const Snapshot>(std::move(zoomed));
    }
    m_shown.snapshot = std::move(base);
}

void SessionView::retire(SessionSource*& source) {
    if (SessionSource* gone = std::exchange(source, nullptr))
        gone->retire();
}

} // namespace dyno::ui
