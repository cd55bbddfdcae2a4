#include "ui/dialogs/group_fields.h"

#include "ui/dialogs/form_row.h"

#include <QCompleter>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace dyno::ui {

GroupFields::GroupFields(QFormLayout& form, const QStringList& known, QWidget* parent)
    : QObject(parent)
    , m_group(new QLineEdit(parent))
    , m_weight(new QDoubleSpinBox(parent)) {
    m_group->setObjectName(u"group"_s);
    m_group->setPlaceholderText(tr("none: it stands alone"));
    m_group->setToolTip(tr("Servers of the same group share its calls"));
    auto* completer = new QCompleter(known, m_group);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_group->setCompleter(completer);
    m_weight->setObjectName(u"weight"_s);
    m_weight->setAccessibleName(tr("Weight in the group"));
    m_weight->setToolTip(tr("Its share of the calls, beside that of the others; 0 takes none"));
    m_weight->setRange(0, 1000);
    m_weight->setValue(1);
    m_weight->setEnabled(false);
    connect(m_group, &QLineEdit::textChanged, m_weight,
            [this](const QString& text) { m_weight->setEnabled(!text.trimmed().isEmpty()); });
    auto* cell = new QWidget(parent);
    auto* line = new QHBoxLayout(cell);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_group, 1);
    line->addWidget(new QLabel(tr("weight"), cell));
    line->addWidget(m_weight);
    addField(form, tr("&Group"), m_group, nullptr, cell);
}

void GroupFields::fill(settings::ServerConfig& config) const {
    config.group = m_group->text().trimmed().toStdString();
    config.weight = config.group.empty() ? 1 : m_weight->value();
}

} // namespace dyno::ui
