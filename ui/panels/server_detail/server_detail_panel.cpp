#include "ui/panels/server_detail/server_detail_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using Section = ServerDetailModel::Section;

ServerDetailPanel::ServerDetailPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new ServerDetailModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_outline(new QTreeView(this))
    , m_search(new QLineEdit(this))
    , m_text(new QTextBrowser(this))
    , m_copy(new QToolButton(this))
    , m_copyJson(new QToolButton(this)) {
    m_filter->setSourceModel(m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* split = new QSplitter(this);
    split->setChildrenCollapsible(false);
    split->addWidget(makeOutline());
    split->addWidget(makePage(theme));
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 3);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->addWidget(split);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setFilterFixedString(text);
        if (!text.isEmpty())
            m_outline->expandAll();
    });
    connect(m_outline->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ServerDetailPanel::showChosen);
    connect(&theme, &Theme::changed, this, &ServerDetailPanel::updatePage);
    updatePage();
}

QWidget* ServerDetailPanel::makeOutline() {
    m_search->setObjectName(u"detailSearch"_s);
    m_search->setPlaceholderText(tr("Filter: name"));
    m_search->setAccessibleName(tr("Filter tools, resources and prompts"));
    m_search->setClearButtonEnabled(true);
    m_outline->setObjectName(u"detailOutline"_s);
    m_outline->setAccessibleName(tr("What the server offers"));
    m_outline->setModel(m_filter);
    m_outline->setHeaderHidden(true);
    m_outline->setUniformRowHeights(true);
    m_outline->setIndentation(14);
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_search);
    column->addWidget(m_outline, 1);
    return part;
}

QWidget* ServerDetailPanel::makePage(Theme& theme) {
    m_text->setObjectName(u"detailText"_s);
    m_text->setAccessibleName(tr("About the chosen entry"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(8);
    m_copy->setObjectName(u"copyDetail"_s);
    m_copy->setToolTip(tr("Copy the page as text"));
    m_copyJson->setObjectName(u"copyDetailJson"_s);
    m_copyJson->setText(tr("JSON"));
    m_copyJson->setToolTip(tr("Copy its JSON"));
    m_copyJson->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto* line = new QVBoxLayout;
    for (QToolButton* button : {m_copy, m_copyJson}) {
        button->setAccessibleName(button->toolTip());
        button->setFocusPolicy(Qt::StrongFocus);
        bindIcon(theme, button, u"copy"_s);
        line->addWidget(button);
    }
    line->addStretch();
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_copyJson, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_page.json); });
    auto* part = new QWidget(this);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_text, 1);
    row->addLayout(line);
    return part;
}

void ServerDetailPanel::setSnapshot(const telemetry::Snapshot& snapshot, ServerId selected) {
    const auto found = std::ranges::find(snapshot.servers, selected, &telemetry::ServerStatus::id);
    const QModelIndex current = m_outline->currentIndex();
    const auto section = Section(current.data(ServerDetailModel::SectionRole).toInt());
    const QString item = current.parent().isValid() ? current.data().toString() : QString();
    m_server = found == snapshot.servers.end() ? std::nullopt : std::optional(*found);
    if (m_model->setServer(m_server ? &*m_server : nullptr))
        choose(section, item);
    updatePage();
}

void ServerDetailPanel::showTool(const QString& name) {
    choose(Section::Tools, name);
}

// The same entry as before where there still is one, so that a list that was sent again moves nothing.
void ServerDetailPanel::choose(Section section, const QString& item) {
    QModelIndex index = m_model->indexOf(section);
    for (int row = 0; !item.isEmpty() && row < m_model->rowCount(index); ++row) {
        if (m_model->index(row, 0, index).data().toString() == item) {
            index = m_model->index(row, 0, index);
            break;
        }
    }
    if (!index.isValid())
        index = m_model->indexOf(Section::Overview);
    m_outline->expand(m_filter->mapFromSource(m_model->indexOf(Section::Tools)));
    m_outline->setCurrentIndex(m_filter->mapFromSource(index));
}

void ServerDetailPanel::showChosen() {
    updatePage();
    m_text->verticalScrollBar()->setValue(0);
}

void ServerDetailPanel::updatePage() {
    DetailPage page;
    const QModelIndex chosen = m_outline->currentIndex();
    if (m_server && chosen.isValid())
        page = detailPage(*m_server, Section(chosen.data(ServerDetailModel::SectionRole).toInt()),
                          chosen.data(ServerDetailModel::ItemRole).toInt(), m_theme);
    else
        m_text->setPlaceholderText(tr("Choose a server on the left to read what it offers."));
    m_copy->setEnabled(!page.html.isEmpty());
    m_copyJson->setVisible(!page.json.isEmpty());
    if (page == m_page)
        return;
    m_page = page;
    const int place = m_text->verticalScrollBar()->value();
    m_text->setHtml(page.html);
    m_text->verticalScrollBar()->setValue(place);
}

} // namespace dyno::ui
