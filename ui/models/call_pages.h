#pragma once

#include "ui/bridge/session_source.h"

#include <QObject>
#include <QPointer>

#include <map>
#include <optional>
#include <vector>

namespace dyno::ui {

/// The kept calls of a list of ids, read a page at a time when they are first asked for. So many pages are
/// kept, those that were used last. One page is on its way at a time; of those that wait, the ones that were
/// asked for last come first and the oldest are forgotten: while the scroll bar is dragged, only where it is
/// matters.
class CallPages : public QObject {
    Q_OBJECT

public:
    static constexpr int pageRows = 200;
    static constexpr std::size_t mostPages = 64;

    using QObject::QObject;

    /// Forgets what it has; null: nothing is read.
    void setSource(SessionSource* source);
    /// Another list; forgets what it has.
    void setIds(std::vector<std::uint32_t> ids);
    void append(const std::vector<std::uint32_t>& ids);
    /// Rows that could not be read are asked for again when they are looked at.
    void forgetFailures();
    const std::vector<std::uint32_t>& ids() const { return m_ids; }

    /// Null while it is not here: then it has been asked for. Valid until the next call.
    const sessions::CallRow* row(int row);

Q_SIGNALS:
    /// These rows are here now, can't be read, or may be read by now.
    void changed(int first, int last);
    void failed(const dyno::Error& error);

private:
    struct Page {
        std::vector<std::optional<sessions::CallRow>> rows; ///< nothing for one that could not be read
        std::uint64_t used = 0;
        bool failed = false;
    };
    using Rows = Result<std::vector<sessions::CallRow>>;

    void forget();
    void want(int page);
    void askNext();
    void take(int page, std::size_t count, Rows rows);
    Page pageOf(std::size_t first, std::size_t count, std::vector<sessions::CallRow> rows) const;
    void dropOldest();

    QPointer<SessionSource> m_source;
    std::vector<std::uint32_t> m_ids;
    std::map<int, Page> m_pages;
    std::vector<int> m_wanted;   ///< the one asked for last at the end
    std::optional<int> m_asked;  ///< the page that is on its way
    std::uint64_t m_listing = 0; ///< grows with each other list: answers for an earlier one are dropped
    std::uint64_t m_uses = 0;
};

} // namespace dyno::ui
