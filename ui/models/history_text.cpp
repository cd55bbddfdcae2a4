#include "ui/models/history_text.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("History", text);
}

} // namespace

using sessions::ListedSession;
using sessions::SessionInfo;

QString listingProblem(const ListedSession& listed) {
    // Where it lies is seen elsewhere, and would leave no room for the reason.
    return toQString(listed.info.error().message).replace(toQString(listed.file.string()), fileName(listed));
}

QString fileName(const ListedSession& listed) {
    return toQString(listed.file.filename().string());
}

QString tagsAndNotes(const SessionInfo& info) {
    QStringList parts;
    for (const std::string& tag : info.tags)
        parts << u'#' % toQString(tag);
    if (!info.notes.empty())
        parts << toQString(info.notes).simplified();
    return parts.join(u"  "_s);
}

QString whatItIs(const SessionInfo& info) {
    QStringList lines{toQString(info.title), toQString(info.file.string())};
    QStringList servers;
    for (const std::string& server : info.servers)
        servers << toQString(server);
    if (!servers.isEmpty())
        lines << tr("servers: %1").arg(servers.join(u", "_s));
    if (!info.complete)
        lines << (info.beingWritten ? tr("it is still being recorded") : tr("its recording was not closed"));
    if (!info.notes.empty())
        lines << QString() << toQString(info.notes);
    return plainToolTip(lines.join(u'\n'));
}

QString searchText(const ListedSession& listed) {
    QStringList parts{fileName(listed)};
    if (listed.info.has_error())
        return (parts << listingProblem(listed)).join(u'\n');
    const SessionInfo& info = *listed.info;
    parts << toQString(info.title) << toQString(info.notes) << toQString(info.workspace)
          << tagsAndNotes(info);
    for (const std::string& server : info.servers)
        parts << toQString(server);
    for (const sessions::RunInfo& run : info.runs)
        parts << toQString(run.scenario);
    return parts.join(u'\n');
}

sessions::Labels labelsOf(const SessionInfo& info) {
    return {info.title, info.notes, info.tags, info.pinned};
}

QString tagsText(const std::vector<std::string>& tags) {
    QStringList texts;
    for (const std::string& tag : tags)
        texts << toQString(tag);
    return texts.join(u", "_s);
}

std::vector<std::string> tagsOf(const QString& text) {
    std::vector<std::string> tags;
    for (const QString& part : text.split(u','))
        if (std::string tag = part.simplified().toStdString();
            !tag.empty() && std::ranges::find(tags, tag) == tags.end())
            tags.push_back(std::move(tag));
    return tags;
}

} // namespace dyno::ui
