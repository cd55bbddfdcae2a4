#pragma once

#include "engine/sessions/session_folder.h"
#include "ui/theme/colours.h"

#include <QAbstractTableModel>

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace dyno::ui {

/// The sessions that are known, one a row, the newest last. One that cannot be read says why. The labels of
/// the others can be edited: the model only asks for it, and shows them when they are listed anew.
class HistoryModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Pin, Title, Rate, When, Length, Calls, Errors, P99, Size, Tags, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole, ///< a number, or text where the column is text
        FileRole,                ///< QString
        SearchRole,              ///< QString: all that can be looked for
        SparklineRole,           ///< QList<float>
        ColourRole,              ///< Colour, where a cell's text has one of its own
        PinnedRole,              ///< bool
    };

    explicit HistoryModel(QObject* parent = nullptr);

    void setSessions(std::vector<sessions::ListedSession> listed);
    /// Takes over what is listed of this one file, which may have grown; one that is not there is added.
    void setSession(sessions::ListedSession listed);
    /// The file that this console writes; empty: none.
    void setRecorded(const std::filesystem::path& file);
    /// Of its last run, else of the whole session; zero: no call.
    void setP99(const std::filesystem::path& file, async::Duration p99);

    const sessions::ListedSession& session(int row) const { return m_rows[std::size_t(row)].listed; }
    /// -1: it is not there.
    int rowOf(const std::filesystem::path& file) const;
    bool isRecorded(int row) const;
    /// Of those that can be read and have no p99 yet, or an old one.
    std::vector<std::filesystem::path> withoutP99() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void labelled(const std::filesystem::path& file, const dyno::sessions::Labels& labels);

private:
    struct Row {
        std::string id; ///< the file's name sorts by age
        sessions::ListedSession listed;
    };
    struct Tail {
        async::Duration p99{};
        std::uint64_t calls = 0; ///< that there were when it was read
    };
    struct Merger;

    QString text(const Row& row, int column) const;
    QVariant sortKey(const Row& row, int column) const;
    std::optional<Colour> colour(const Row& row, int column) const;
    QString toolTip(const Row& row, int column) const;
    std::optional<async::Duration> p99(const Row& row) const;
    bool isRecorded(const Row& row) const;

    std::vector<Row> m_rows;
    std::map<std::filesystem::path, Tail> m_tails;
    std::filesystem::path m_recorded;
};

} // namespace dyno::ui
