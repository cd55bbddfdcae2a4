#pragma once

#include "ui/models/changes_model.h"

#include <QWidget>

class QTableView;

namespace dyno::ui {

/// The journal of turned knobs, newest at the bottom.
class ChangesPanel : public QWidget {
    Q_OBJECT

public:
    explicit ChangesPanel(QWidget* parent);

    void setJournal(const ChangesModel::Journal& journal) { m_model->setJournal(journal); }

private:
    void copySelected() const;

    ChangesModel* m_model;
    QTableView* m_table;
};

} // namespace dyno::ui
