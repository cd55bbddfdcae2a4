#include "ui/dialogs/secrets_dialog.h"

#include "engine/settings/config_texts.h"
#include "ui/dialogs/form_row.h"
#include "ui/format.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

/// "headers.Authorization" in words.
QString caption(const QString& key) {
    const QString name = key.section(u'.', 1);
    if (key.startsWith("headers."_L1))
        return SecretsDialog::tr("Header %1").arg(name);
    if (key.startsWith("environment."_L1))
        return SecretsDialog::tr("Variable %1").arg(name);
    if (key.startsWith("argv."_L1))
        return SecretsDialog::tr("Argument %1").arg(name);
    return key.startsWith("url"_L1) ? SecretsDialog::tr("In the URL") : key;
}

/// The text that a secret is missing from, with "…" in its place.
QString surroundings(settings::ServerConfig config, const std::string& key) {
    static const QRegularExpression reference(u"\\$\\{secret:[^}]*\\}"_s);
    const std::string own = "${secret:" + key + "}";
    QString found;
    settings::forEachText(config, [&](const std::string& text, const std::string&) {
        if (text.find(own) != std::string::npos)
            found = toQString(text).replace(reference, u"…"_s);
    });
    return found;
}

} // namespace

SecretsDialog::SecretsDialog(const settings::RememberedServer& server, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("%1 needs input").arg(toQString(server.config.name)));
    setObjectName(u"secretsDialog"_s);
    setWindowModality(Qt::NonModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text =
        new QLabel(tr("Secrets are kept in the system's keychain only, and it does not have these."), this);
    text->setWordWrap(true);
    text->setProperty("role", u"muted"_s);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const std::string& key : server.missing)
        addSecret(*form, key, surroundings(server.config, key));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(text);
    column->addLayout(form);
    column->addStretch();
    column->addLayout(makeButtons());
    m_fields.begin()->second->setFocus();
    resize(480, sizeHint().height());
}

void SecretsDialog::addSecret(QFormLayout& form, const std::string& key, const QString& where) {
    auto* field = new QLineEdit(this);
    field->setObjectName(u"secret:"_s % toQString(key));
    field->setEchoMode(QLineEdit::Password);
    field->setPlaceholderText(where);
    field->setToolTip(tr("What belongs in place of the dots: %1").arg(where));
    connect(field, &QLineEdit::textChanged, this, [this] { m_start->setEnabled(isComplete()); });
    addField(form, caption(toQString(key)), field);
    m_fields[key] = field;
}

QLayout* SecretsDialog::makeButtons() {
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_start = new QPushButton(tr("Start"), this);
    m_start->setObjectName(u"startWithSecrets"_s);
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    m_start->setEnabled(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &SecretsDialog::submit);
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(cancel);
    line->addWidget(m_start);
    return line;
}

bool SecretsDialog::isComplete() const {
    return std::ranges::none_of(m_fields, [](const auto& field) { return field.second->text().isEmpty(); });
}

void SecretsDialog::submit() {
    std::map<std::string, std::string> values;
    for (const auto& [key, field] : m_fields)
        values[key] = field->text().toStdString();
    Q_EMIT given(values);
    accept();
}

} // namespace dyno::ui
