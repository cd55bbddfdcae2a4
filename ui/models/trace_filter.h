#pragma once

#include "engine/telemetry/snapshot.h"

#include <QSortFilterProxyModel>

#include <optional>

namespace dyno::ui {

/// Messages of a server, a direction and a kind that contain a text, in whatever case, in method, id or
/// message. What is not set lets everything through.
class TraceFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setServer(ServerId server); ///< 0: all
    void setDirection(std::optional<telemetry::TraceEntry::Direction> direction);
    void setKind(std::optional<telemetry::TraceEntry::Kind> kind);
    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    ServerId m_server = 0;
    std::optional<telemetry::TraceEntry::Direction> m_direction;
    std::optional<telemetry::TraceEntry::Kind> m_kind;
    QString m_text;
};

} // namespace dyno::ui
