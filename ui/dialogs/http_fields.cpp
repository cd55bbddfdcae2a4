#include "ui/dialogs/http_fields.h"

#include "ui/dialogs/form_row.h"
#include "ui/dialogs/headers_edit.h"
#include "ui/dialogs/url_text.h"
#include "ui/format.h"
#include "ui/panels/field_problem.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qint64 largestBundle = 8 << 20; // the system's own has about 220 kB

bool isUnfinishedScheme(const QString& text) {
    return u"https://"_s.startsWith(text, Qt::CaseInsensitive) ||
           u"http://"_s.startsWith(text, Qt::CaseInsensitive);
}

} // namespace

HttpFields::HttpFields(Theme& theme, QFormLayout& form, QWidget* parent)
    : QObject(parent)
    , m_form(form)
    , m_url(new QLineEdit(parent))
    , m_dialect(new QComboBox(parent))
    , m_token(new QLineEdit(parent))
    , m_headers(new HeadersEdit(parent))
    , m_caFile(new QLineEdit(parent))
    , m_urlProblem(new FieldProblem(m_url, parent))
    , m_tokenProblem(new FieldProblem(m_token, parent))
    , m_headersProblem(new FieldProblem(m_headers, parent))
    , m_fileProblem(new FieldProblem(m_caFile, parent)) {
    build(theme, form, parent);
    for (QLineEdit* edit : {m_url, m_token, m_caFile})
        connect(edit, &QLineEdit::textChanged, this, &HttpFields::changed);
    connect(m_headers, &HeadersEdit::headersChanged, this, &HttpFields::changed);
    connect(m_dialect, &QComboBox::currentIndexChanged, this, &HttpFields::changed);
}

void HttpFields::build(Theme& theme, QFormLayout& form, QWidget* parent) {
    m_url->setObjectName(u"url"_s);
    m_url->setPlaceholderText(tr("https://mcp.example.com/mcp"));
    m_dialect->setObjectName(u"dialect"_s);
    m_dialect->addItem(tr("found by probing"), int(settings::HttpDialect::Auto));
    m_dialect->addItem(tr("Streamable HTTP"), int(settings::HttpDialect::Streamable));
    m_dialect->addItem(tr("HTTP+SSE (2024-11-05)"), int(settings::HttpDialect::Sse));
    m_headers->setObjectName(u"headers"_s);
    m_headers->setPlaceholderText(tr("Name: value, one a line"));
    m_headers->setToolTip(
        tr("Sent with every request. Values of keys and tokens are hidden while you are elsewhere."));
    m_headers->setFixedHeight(64);
    for (QWidget* field : std::initializer_list<QWidget*>{m_url, m_token, m_headers, m_caFile})
        field->setFont(Theme::numberFont());
    m_rows = {addField(form, tr("&URL"), m_url, m_urlProblem), addField(form, tr("&Transport"), m_dialect),
              addField(form, tr("&Bearer token"), m_token, m_tokenProblem, makeTokenField(theme, parent)),
              addField(form, tr("&Headers"), m_headers, m_headersProblem),
              addField(form, tr("&CA file"), m_caFile, m_fileProblem, makeFileField(theme, parent))};
}

QWidget* HttpFields::makeTokenField(Theme& theme, QWidget* parent) {
    m_token->setObjectName(u"bearerToken"_s);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("none"));
    m_token->setToolTip(tr("Sent as “Authorization: Bearer …”"));
    auto* show = new QToolButton(parent);
    show->setCheckable(true);
    show->setToolTip(tr("Show the token"));
    show->setAccessibleName(show->toolTip());
    bindIcon(theme, show, u"eye"_s);
    connect(show, &QToolButton::toggled, m_token,
            [this](bool on) { m_token->setEchoMode(on ? QLineEdit::Normal : QLineEdit::Password); });
    auto* field = new QWidget(parent);
    auto* line = new QHBoxLayout(field);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(m_token, 1);
    line->addWidget(show);
    return field;
}

QWidget* HttpFields::makeFileField(Theme& theme, QWidget* parent) {
    m_caFile->setObjectName(u"caFile"_s);
    m_caFile->setPlaceholderText(tr("the system's certificates alone"));
    m_caFile->setToolTip(tr("PEM file with certificates to trust beside the system's"));
    auto* browse = new QToolButton(parent);
    browse->setToolTip(tr("Choose a file"));
    browse->setAccessibleName(tr("Choose a CA file"));
    bindIcon(theme, browse, u"folder"_s);
    connect(browse, &QToolButton::clicked, this, &HttpFields::chooseFile);
    auto* field = new QWidget(parent);
    auto* line = new QHBoxLayout(field);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(m_caFile, 1);
    line->addWidget(browse);
    return field;
}

void HttpFields::chooseFile() {
    auto* dialog = new QFileDialog(m_caFile->window(), tr("Certificates to trust"), m_caFile->text(),
                                   tr("PEM files (*.pem *.crt *.cer);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_caFile, &QLineEdit::setText);
    dialog->open();
}

void HttpFields::setVisible(bool visible) {
    for (QWidget* row : m_rows)
        m_form.setRowVisible(row, visible);
}

void HttpFields::setUrl(const QString& url) {
    m_url->setText(url);
}

void HttpFields::setFocus() {
    m_url->setFocus();
}

// A field that was never touched is not wrong yet, and neither is the beginning of "https://".
bool HttpFields::validate() {
    const QString url = m_url->text().trimmed();
    const QString wrongUrl = urlProblem(url);
    const QString wrongToken =
        m_token->text().contains(u' ') ? tr("a token has no blanks; “Bearer” is added for you") : QString();
    const QString wrongHeaders = headersProblem(), wrongFile = fileProblem();
    m_urlProblem->setProblem(isUnfinishedScheme(url) ? QString() : wrongUrl);
    m_tokenProblem->setProblem(wrongToken);
    m_headersProblem->setProblem(wrongHeaders);
    m_fileProblem->setProblem(wrongFile);
    return wrongUrl.isEmpty() && wrongToken.isEmpty() && wrongHeaders.isEmpty() && wrongFile.isEmpty();
}

QString HttpFields::headersProblem() const {
    const auto headers = parseHeaders(m_headers->headers());
    if (!headers)
        return toQString(headers.error().message);
    const bool authorized = std::ranges::any_of(*headers, [](const auto& header) {
        return toQString(header.first).compare(u"Authorization"_s, Qt::CaseInsensitive) == 0;
    });
    return authorized && !m_token->text().isEmpty() ? tr("there is a bearer token already") : QString();
}

QString HttpFields::fileProblem() const {
    const QString path = m_caFile->text().trimmed();
    if (path.isEmpty())
        return {};
    QFile file(path);
    if (!file.exists())
        return tr("there is no such file");
    if (!file.open(QIODevice::ReadOnly))
        return tr("cannot be read: %1").arg(file.errorString());
    return file.read(largestBundle).contains("-----BEGIN CERTIFICATE-----")
               ? QString()
               : tr("holds no certificate in PEM form");
}

QString HttpFields::suggestedName() const {
    return nameOfUrl(m_url->text());
}

void HttpFields::fill(settings::ServerConfig& config) const {
    settings::HttpConfig http;
    http.url = m_url->text().trimmed().toStdString();
    http.dialect = settings::HttpDialect(m_dialect->currentData().toInt());
    http.caFile = m_caFile->text().trimmed().toStdString();
    if (const std::string token = m_token->text().toStdString(); !token.empty())
        http.headers.emplace_back("Authorization", "Bearer " + token);
    for (const auto& header : *parseHeaders(m_headers->headers()))
        http.headers.push_back(header);
    config.http = std::move(http);
}

} // namespace dyno::ui
