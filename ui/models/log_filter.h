#pragma once

#include "engine/telemetry/snapshot.h"

#include <QSortFilterProxyModel>

namespace dyno::ui {

/// Entries of at least a level that contain a text, in whatever case, in text or source.
class LogFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLeast(telemetry::LogLevel least);
    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    telemetry::LogLevel m_least = telemetry::LogLevel::Info;
    QString m_text;
};

} // namespace dyno::ui
