#pragma once

#include "app/demo_server/message.h"
#include "app/demo_server/tool.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dyno::demo {

/// The tools on offer, in the order in which they are listed.
class Catalogue {
public:
    /// `pageSize` tools to a page of the list; 0 puts all on one page.
    explicit Catalogue(std::size_t pageSize);

    /// Null when there is no such tool. The tool stays valid for good, even when it is taken off the list.
    const Tool* find(const std::string& name) const;
    /// The result of tools/list for its params. The second page's cursor is the empty string.
    Outcome list(const json& params, Era era) const;
    /// Puts the tool `extra` on the list or takes it off; true when it is on the list afterwards.
    bool toggleExtra();

private:
    std::size_t listed() const { return m_tools.size() - (m_extraListed ? 0 : 1); }

    std::vector<Tool> m_tools; ///< `extra` last
    std::map<std::string, const Tool*> m_byName;
    std::size_t m_pageSize;
    bool m_extraListed = false;
};

} // namespace dyno::demo
