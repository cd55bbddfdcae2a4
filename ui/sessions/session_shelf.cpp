#include "ui/sessions/session_shelf.h"

#include "engine/sessions/session_reader.h"
#include "ui/models/session_text.h"

#include <QSettings>
#include <QStringList>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using std::filesystem::path;
using Listed = std::vector<sessions::ListedSession>;

constexpr std::size_t mostFiles = 200;
constexpr auto settling =
    std::chrono::milliseconds(300); // a new session is several files, one after the other

QString fileText(const path& file) {
    return QString::fromStdString(file.string());
}

// Whoever lists files is told of one that is not there any more, too.
Listed listOf(std::vector<path> places) {
    std::erase_if(places, [](const path& place) {
        std::error_code ignored;
        return !std::filesystem::exists(place, ignored);
    });
    return sessions::listSessions(places);
}

Result<async::Duration> p99Of(const path& file) {
    auto reader = sessions::SessionReader::open(file);
    if (reader.has_error())
        return reader.error();
    const auto info = (*reader)->info();
    if (info.has_error())
        return info.error();
    const auto figures = (*reader)->figures(info->main());
    if (figures.has_error())
        return figures.error();
    return async::Duration(std::chrono::microseconds(figures->latency.percentile(99)));
}

/// What was asked for, and what came of it.
struct Done {
    path file;
    Result<void> result;
};

} // namespace

SessionShelf::SessionShelf(QObject* parent)
    : QObject(parent)
    , m_soon(new QTimer(this)) {
    m_soon->setSingleShot(true);
    m_soon->setInterval(settling);
    connect(m_soon, &QTimer::timeout, this, qOverload<>(&SessionShelf::refresh));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, m_soon, qOverload<>(&QTimer::start));
    const QSettings settings(u"mcp-dyno"_s, u"mcp-dyno"_s);
    for (const QString& file : settings.value("sessions/files"_L1).toStringList())
        m_files.emplace_back(file.toStdString());
}

void SessionShelf::setFolder(const path& folder) {
    m_folder = folder;
    m_background.run<bool>(
        [folder] {
            std::error_code ignored; // who writes into it says what is wrong
            std::filesystem::create_directories(folder, ignored);
            return true;
        },
        [this, folder](bool) {
            m_watcher.addPath(fileText(folder));
            refresh();
        });
}

void SessionShelf::remember(const path& file) {
    std::erase(m_files, file);
    if (file.parent_path() != m_folder)
        m_files.push_back(file);
    if (m_files.size() > mostFiles)
        m_files.erase(m_files.begin());
    store();
    m_soon->start();
}

void SessionShelf::forget(const path& file) {
    if (std::erase(m_files, file) > 0)
        store();
}

void SessionShelf::store() const {
    QStringList files;
    for (const path& file : m_files)
        files << fileText(file);
    QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).setValue("sessions/files"_L1, files);
}

std::vector<path> SessionShelf::places() const {
    std::vector<path> places = m_files;
    if (!m_folder.empty())
        places.push_back(m_folder);
    return places;
}

void SessionShelf::refresh() {
    m_background.run<Listed>([places = places()] { return listOf(places); },
                             [this](const Listed& sessions) { Q_EMIT listed(sessions); });
}

void SessionShelf::refresh(const path& file) {
    m_background.run<Listed>([file] { return listOf({file}); },
                             [this](const Listed& sessions) {
                                 for (const sessions::ListedSession& session : sessions)
                                     Q_EMIT listedOne(session);
                             });
}

// What cannot be read has no p99; the list says what is wrong with it.
void SessionShelf::readP99(const std::vector<path>& files) {
    for (const path& file : files)
        m_figures.run<Result<async::Duration>>([file] { return p99Of(file); },
                                               [this, file](const Result<async::Duration>& p99) {
                                                   if (p99)
                                                       Q_EMIT p99Read(file, *p99);
                                               });
}

void SessionShelf::label(const path& file, const sessions::Labels& labels) {
    m_background.run<Result<void>>(
        [file, labels] { return sessions::setLabels(file, labels); },
        [this, file](const Result<void>& done) {
            if (done.has_error())
                Q_EMIT failed(fileProblem(tr("%1 could not be changed").arg(fileText(file)), done.error()));
            refresh(file);
        });
}

void SessionShelf::remove(const std::vector<path>& files) {
    for (const path& file : files)
        m_background.run<Result<void>>(
            [file] { return sessions::deleteSession(file); },
            [this, file](const Result<void>& done) {
                if (done.has_error())
                    Q_EMIT failed(
                        fileProblem(tr("%1 could not be deleted").arg(fileText(file)), done.error()));
                else
                    forget(file);
            });
    refresh();
}

} // namespace dyno::ui
