#include "ui/sessions/session_recovery.h"

#include "ui/models/session_text.h"

#include <QPushButton>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::SessionInfo;

constexpr auto decidedKey = "decidedSessions"_L1;
constexpr qsizetype mostDecided = 100; // files; retention deletes them in the long run

sessions::WallTime now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

QString pathOf(const SessionInfo& info) {
    return QString::fromStdString(info.file.string());
}

QStringList decidedPaths() {
    return QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).value(decidedKey).toStringList();
}

std::vector<SessionInfo> notClosed(const std::filesystem::path& folder, const QStringList& decided) {
    std::vector<SessionInfo> found;
    for (const sessions::ListedSession& session : sessions::listSessions({folder})) {
        const bool left = session.info && !session.info->complete && !session.beingWritten;
        if (left && session.info->calls > 0 && !decided.contains(pathOf(*session.info)))
            found.push_back(*session.info);
    }
    return found;
}

// What is offered, or about to be opened, is not taken away before anybody has seen it.
std::vector<SessionInfo> cleanUp(const std::filesystem::path& folder, const QStringList& decided,
                                 std::vector<std::filesystem::path> needed) {
    std::vector<SessionInfo> found = notClosed(folder, decided);
    for (const SessionInfo& info : found)
        needed.push_back(info.file);
    sessions::enforce({}, folder, now(), needed);
    return found;
}

} // namespace

SessionRecovery::SessionRecovery(QWidget* parent)
    : Strip(Tone::Warning, Qt::Horizontal, parent) {
    setObjectName(u"recoveryStrip"_s);
    const auto add = [this](const QString& text, const QString& name, void (SessionRecovery::*command)()) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        addButton(button);
        connect(button, &QPushButton::clicked, this, command);
        return button;
    };
    add(tr("Open"), u"openRecovered"_s, &SessionRecovery::open);
    add(tr("Discard"), u"discardRecovered"_s, &SessionRecovery::discard)->setToolTip(tr("Delete its file"));
    add(tr("Keep"), u"keepRecovered"_s, &SessionRecovery::decided)
        ->setToolTip(tr("Leave it in the history, and ask no more"));
}

void SessionRecovery::look(const std::filesystem::path& folder, std::vector<std::filesystem::path> needed) {
    m_background.run<std::vector<SessionInfo>>(
        [folder, decided = decidedPaths(), needed = std::move(needed)] {
            return cleanUp(folder, decided, needed);
        },
        [this](std::vector<SessionInfo> found) {
            m_found = std::move(found);
            offer();
        });
}

void SessionRecovery::offer() {
    setVisible(!m_found.empty());
    if (m_found.empty())
        return;
    QString text = recoveryText(m_found.front(), now());
    if (m_found.size() > 1)
        text += tr("  (and %1 more)").arg(m_found.size() - 1);
    setText(text);
}

void SessionRecovery::open() {
    const std::filesystem::path file = m_found.front().file;
    decided();
    Q_EMIT openRequested(file);
}

void SessionRecovery::discard() {
    const std::filesystem::path file = m_found.front().file;
    m_background.run<Result<void>>([file] { return sessions::deleteSession(file); },
                                   [this, file](Result<void> done) {
                                       if (done.has_error())
                                           Q_EMIT failed(file, done.error());
                                   });
    decided();
}

void SessionRecovery::decided() {
    QStringList paths = decidedPaths();
    paths.removeAll(pathOf(m_found.front()));
    paths.append(pathOf(m_found.front()));
    QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s)
        .setValue(decidedKey, paths.last(std::min(paths.size(), mostDecided)));
    m_found.erase(m_found.begin());
    offer();
}

} // namespace dyno::ui
