#pragma once

#include "engine/sessions/session_info.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/session_source.h"

#include <QObject>

#include <optional>

namespace dyno::ui {

/// What the panels get to show.
struct Shown {
    SnapshotPtr snapshot;                 ///< never null
    std::optional<sessions::Range> range; ///< whose figures these are; nothing: all
    sessions::Range whole;                ///< the time that charts can show
    bool live = true;                     ///< an engine, no file
    std::size_t runs = 0; ///< more than one: a file's figures are those of the last of so many

    /// The figures are of a stretch of time that is over.
    bool past() const { return !live || range; }
};

/// Decides what is shown: the engine as it is now, a range of what it has recorded, a session file, or a
/// range of it. Files are read in the background. UI thread only.
class SessionView : public QObject {
    Q_OBJECT

public:
    explicit SessionView(QObject* parent = nullptr);
    ~SessionView() override;

    const Shown& shown() const { return m_shown; }
    /// Of the file that is open; null while the engine is shown.
    const sessions::SessionInfo* session() const { return m_opened ? &m_info : nullptr; }
    /// The file that is shown: the open one, else the one being recorded; null without either.
    SessionSource* source() const { return m_opened ? m_opened : m_recorded; }

    /// The files that are being read, to be shown or for what is shown.
    std::vector<std::filesystem::path> files() const;

    void setLive(const SnapshotPtr& newest);
    /// Shows a session file as soon as it is read; what is shown stays until then, and when that fails.
    void open(const std::filesystem::path& file);
    /// Back to the engine; also gives up opening.
    void close();

    /// Whose figures to show; it grows to whole intervals. Nothing: all.
    void setRange(std::optional<sessions::Range> range);
    /// More points of the series in this stretch; nothing: those of the whole.
    void setZoom(std::optional<sessions::Range> zoom);

Q_SIGNALS:
    void shownChanged();
    /// The source is another; comes before anything of it is shown, and before the old one goes.
    void sourceChanged();
    void rangeChanged();
    /// A file is being read; empty: no more.
    void openingChanged(const std::filesystem::path& file);
    void openFailed(const std::filesystem::path& file, const dyno::Error& error);
    void rangeFailed(const dyno::Error& error);

private:
    using Series = std::shared_ptr<const std::vector<telemetry::SeriesPoint>>;
    struct Read;
    struct Ranged;

    void follow(const std::string& recorded);
    void opened(Read read);
    void askForRange();
    void rangeRead(sessions::Range asked, Result<Ranged> read);
    void askForSeries();
    bool seriesLags() const;
    void forgetRange();
    void compose();
    static void retire(SessionSource*& source);

    Shown m_shown;
    SnapshotPtr m_live;
    SessionSource* m_recorded = nullptr;
    SessionSource* m_opening = nullptr;
    SessionSource* m_opened = nullptr;
    sessions::SessionInfo m_info;
    SnapshotPtr m_file; ///< all of the open one

    std::uint64_t m_era = 0;                 ///< of the source; late answers of an earlier one are dropped
    std::optional<sessions::Range> m_wanted; ///< asked for by the person
    std::optional<sessions::Range> m_range;  ///< as it snapped
    SnapshotPtr m_figures;                   ///< of it
    bool m_rangeAsked = false;               ///< an answer is to come
    std::optional<sessions::Range> m_zoom;
    Series m_series; ///< of the zoom
    bool m_seriesAsked = false;
};

} // namespace dyno::ui
