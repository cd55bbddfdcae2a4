#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QTableView;

namespace dyno::ui {

class PoolModel;

/// The pools, and what their servers are as replicas.
class PoolsCard : public QWidget {
    Q_OBJECT

public:
    PoolsCard(const Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);

private:
    void showReplicas(bool shown);

    PoolModel* m_model;
    QTableView* m_table;
};

} // namespace dyno::ui
