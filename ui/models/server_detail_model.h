#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractItemModel>

#include <vector>

namespace dyno::ui {

/// What one server offers, as an outline: sections, and in them tools, resources and prompts by name.
class ServerDetailModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum class Section { Overview, Capabilities, Instructions, Tools, LeftOut, Resources, Prompts };
    enum Role {
        SectionRole = Qt::UserRole, ///< Section as int, also of an item
        ItemRole,                   ///< the item's place in its list; -1 for a section
    };

    explicit ServerDetailModel(QObject* parent = nullptr);

    /// Null: nothing to show. Resets only when what is listed has changed; returns whether it did.
    bool setServer(const telemetry::ServerStatus* server);

    QModelIndex indexOf(Section section, int item = -1) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    int itemCount(Section section) const;
    QString title(Section section) const;
    QString itemTitle(Section section, int item) const;

    std::vector<Section> m_sections;
    ServerId m_id = 0;
    std::shared_ptr<const std::vector<mcp::Tool>> m_tools;
    std::shared_ptr<const mcp::ServerDetail> m_detail;
};

} // namespace dyno::ui
