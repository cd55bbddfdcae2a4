#pragma once

#include "engine/reports/report.h"
#include "ui/bridge/background.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace dyno::ui {

enum class ReportFormat { Html, Pdf, Markdown, Json, Junit, CallsCsv, HdrLog, Trace };

/// What a person is told of a format.
struct ReportFormatText {
    ReportFormat format;
    const char* name;    ///< "HTML", for a menu
    const char* purpose; ///< for a tool tip
    const char* suffix;  ///< of a file's name: "html", "trace.json"
};
std::span<const ReportFormatText> reportFormats();
const ReportFormatText& textOf(ReportFormat format);

/// Writes reports of session files, one at a time, in the background. The file appears under its name when it
/// is whole, or not at all. UI thread only.
class ReportWriter : public QObject {
    Q_OBJECT

public:
    explicit ReportWriter(QObject* parent = nullptr);
    ~ReportWriter() override;

    /// Ignored while one is being written. The file may be one that is being recorded: then of what it holds
    /// so far. Without a range as makeReport() does; of calls, the whole session.
    void write(ReportFormat format, const std::filesystem::path& session,
               std::optional<sessions::Range> range, const QString& to);
    bool isBusy() const { return m_stop != nullptr; }
    void cancel();

Q_SIGNALS:
    void started(const QString& to);
    void written(const QString& to);
    /// Cancelled, if somebody asked for it.
    void failed(const QString& to, const dyno::Error& error);

private:
    using Stop = std::shared_ptr<std::atomic<bool>>;

    void writePdf(const std::filesystem::path& session, std::optional<sessions::Range> range,
                  const QString& to);
    void end(const QString& to, const Result<void>& result);

    Stop m_stop; ///< of the one that is being written
    Background m_background;
};

} // namespace dyno::ui
