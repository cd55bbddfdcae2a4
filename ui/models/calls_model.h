#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/bridge/session_source.h"

#include <QAbstractTableModel>
#include <QPointer>

#include <map>
#include <memory>
#include <optional>

namespace dyno::ui {

class CallPages;

/// The kept calls that a filter lets through, millions perhaps. Only their ids are held; rows are read when
/// somebody looks at them, and show "…" until they are here. Rows that were there stay until a search has
/// ended. Selecting over many rows, and looking for text with QAbstractItemModel::match(), reads none.
class CallsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Tool, Server, Outcome, Latency, Weight, Connection, Failure, ColumnCount };
    enum Role {
        ColourRole = Qt::UserRole, ///< Colour of the outcome
    };

    explicit CallsModel(QObject* parent = nullptr);
    ~CallsModel() override;

    /// Null: there is nothing to show. Otherwise nothing is shown until search().
    void setSource(SessionSource* source);
    /// Servers' names; one that went keeps its last.
    void setServers(const std::vector<telemetry::ServerStatus>& servers);

    /// Looks for other calls; a search that is under way is given up.
    void search(const sessions::CallFilter& filter, sessions::CallOrder order);
    /// Appends what the file has got since then. Nothing while a search is under way, or when the order is
    /// not that of the calls' end: what is new would have its place in between. After a search that failed,
    /// searches again.
    void lookForMore();

    bool isSearching() const { return m_searching; }
    sessions::CallOrder order() const { return m_order; }
    std::uint64_t standsFor() const { return m_standsFor; }
    /// Why the last search, or reading rows, failed.
    const std::optional<Error>& problem() const { return m_problem; }

    std::uint32_t id(int row) const;
    int rowOf(std::uint32_t id) const; ///< -1 when it is not among them
    QString serverName(ServerId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QModelIndexList match(const QModelIndex& start, int role, const QVariant& value, int hits,
                          Qt::MatchFlags flags) const override;

Q_SIGNALS:
    /// A search began or ended, rows came in, or something failed.
    void changed();

private:
    using Found = Result<std::shared_ptr<const sessions::CallIndex>>;

    void find(sessions::CallFilter filter, void (CallsModel::*take)(const sessions::CallIndex&));
    void takeAll(const sessions::CallIndex& index);
    void takeMore(const sessions::CallIndex& index);
    QString text(const sessions::CallRow& call, int column) const;

    QPointer<SessionSource> m_source;
    CallPages* m_pages;
    std::map<ServerId, QString> m_names;
    sessions::CallFilter m_filter;
    sessions::CallOrder m_order = sessions::CallOrder::Ended;
    std::uint64_t m_standsFor = 0;
    std::uint32_t m_until = 0;  ///< see CallIndex
    std::uint64_t m_search = 0; ///< number of the last one
    bool m_asking = false;      ///< it has not ended
    bool m_searching = false;   ///< and was not for what is new only
    bool m_stale = false;       ///< the rows are not those of the filter and the order
    std::optional<Error> m_problem;
};

} // namespace dyno::ui
