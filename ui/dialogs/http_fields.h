#pragma once

#include "engine/settings/server_config.h"
#include "ui/dialogs/header_text.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QWidgetList>

class QComboBox;
class QFormLayout;
class QLineEdit;

namespace dyno::ui {

class FieldProblem;
class HeadersEdit;

/// The rows of a form that describe a server behind a URL: URL, transport, bearer token, headers,
/// certificates.
class HttpFields : public QObject {
    Q_OBJECT

public:
    HttpFields(Theme& theme, QFormLayout& form, QWidget* parent);

    void setVisible(bool visible);
    void setUrl(const QString& url);
    void setFocus();
    /// Says at each field what is wrong with it. True when it is all that a server needs.
    bool validate();
    /// The host's; empty without one.
    QString suggestedName() const;
    /// For fields that are valid. The bearer token becomes the first header.
    void fill(settings::ServerConfig& config) const;

Q_SIGNALS:
    void changed();

private:
    void build(Theme& theme, QFormLayout& form, QWidget* parent);
    QWidget* makeTokenField(Theme& theme, QWidget* parent);
    QWidget* makeFileField(Theme& theme, QWidget* parent);
    void chooseFile();
    QString headersProblem() const;
    QString fileProblem() const;

    QFormLayout& m_form;
    QLineEdit* m_url;
    QComboBox* m_dialect;
    QLineEdit* m_token;
    HeadersEdit* m_headers;
    QLineEdit* m_caFile;
    FieldProblem* m_urlProblem;
    FieldProblem* m_tokenProblem;
    FieldProblem* m_headersProblem;
    FieldProblem* m_fileProblem;
    QWidgetList m_rows;
};

} // namespace dyno::ui
