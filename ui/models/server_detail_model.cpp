#include "ui/models/server_detail_model.h"

#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using Section = ServerDetailModel::Section;

namespace {

std::vector<Section> sectionsOf(const telemetry::ServerStatus* server) {
    if (!server)
        return {};
    if (!server->detail)
        return {Section::Overview};
    std::vector<Section> sections{Section::Overview, Section::Capabilities, Section::Instructions,
                                  Section::Tools,    Section::LeftOut,      Section::Resources,
                                  Section::Prompts};
    if (server->detail->toolWarnings.empty())
        std::erase(sections, Section::LeftOut);
    return sections;
}

template<class Entry>
QString nameOf(const Entry& entry) {
    return toQString(entry.name);
}

} // namespace

ServerDetailModel::ServerDetailModel(QObject* parent)
    : QAbstractItemModel(parent) {}

bool ServerDetailModel::setServer(const telemetry::ServerStatus* server) {
    const ServerId id = server ? server->id : 0;
    const auto tools = server ? server->tools : nullptr;
    const auto detail = server ? server->detail : nullptr;
    if (id == m_id && tools == m_tools && detail == m_detail)
        return false;
    beginResetModel();
    m_id = id;
    m_tools = tools;
    m_detail = detail;
    m_sections = sectionsOf(server);
    endResetModel();
    return true;
}

int ServerDetailModel::itemCount(Section section) const {
    switch (section) {
    case Section::Tools:
        return int(m_tools->size());
    case Section::Resources:
        return int(m_detail->resources.size());
    case Section::Prompts:
        return int(m_detail->prompts.size());
    default:
        return 0;
    }
}

QModelIndex ServerDetailModel::indexOf(Section section, int item) const {
    const auto found = std::ranges::find(m_sections, section);
    if (found == m_sections.end())
        return {};
    const QModelIndex parent = index(int(found - m_sections.begin()), 0);
    return item < 0 ? parent : index(item, 0, parent);
}

// A section's index carries 0, an item's the place of its section and one.
QModelIndex ServerDetailModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex ServerDetailModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
}

int ServerDetailModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid())
        return int(m_sections.size());
    return parent.internalId() == 0 && parent.column() == 0 ? itemCount(m_sections[parent.row()]) : 0;
}

int ServerDetailModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant ServerDetailModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isItem = index.internalId() != 0;
    const Section section = m_sections[isItem ? int(index.internalId()) - 1 : index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return isItem ? itemTitle(section, index.row()) : title(section);
    case SectionRole:
        return int(section);
    case ItemRole:
        return isItem ? index.row() : -1;
    default:
        return {};
    }
}

QString ServerDetailModel::title(Section section) const {
    switch (section) {
    case Section::Overview:
        return tr("Overview");
    case Section::Capabilities:
        return tr("Capabilities");
    case Section::Instructions:
        return tr("Instructions");
    case Section::Tools:
        return tr("Tools (%1)").arg(formatCount(m_tools->size()));
    case Section::LeftOut:
        return tr("Tools left out (%1)").arg(formatCount(m_detail->toolWarnings.size()));
    case Section::Resources:
        return tr("Resources (%1)").arg(formatCount(m_detail->resources.size()));
    case Section::Prompts:
        break;
    }
    return tr("Prompts (%1)").arg(formatCount(m_detail->prompts.size()));
}

QString ServerDetailModel::itemTitle(Section section, int item) const {
    if (section == Section::Tools)
        return nameOf((*m_tools)[item]);
    if (section == Section::Prompts)
        return nameOf(m_detail->prompts[item]);
    const mcp::Resource& resource = m_detail->resources[item];
    return toQString(resource.name.empty() ? resource.uri : resource.name);
}

} // namespace dyno::ui
