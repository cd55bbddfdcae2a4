#include "ui/models/call_pages.h"

#include <algorithm>

namespace dyno::ui {
namespace {

// A tall window shows rows of two pages.
constexpr std::size_t mostWanted = 4;

} // namespace

void CallPages::setSource(SessionSource* source) {
    m_source = source;
    setIds({});
}

void CallPages::setIds(std::vector<std::uint32_t> ids) {
    m_ids = std::move(ids);
    forget();
}

void CallPages::append(const std::vector<std::uint32_t>& ids) {
    m_ids.insert(m_ids.end(), ids.begin(), ids.end());
}

void CallPages::forgetFailures() {
    std::vector<int> failures;
    for (const auto& [number, page] : m_pages) {
        if (page.failed)
            failures.push_back(number);
    }
    for (const int page : failures) {
        const int rows = int(m_pages[page].rows.size());
        m_pages.erase(page);
        Q_EMIT changed(page * pageRows, page * pageRows + rows - 1);
    }
}

void CallPages::forget() {
    ++m_listing;
    m_pages.clear();
    m_wanted.clear();
    m_asked.reset();
}

const sessions::CallRow* CallPages::row(int row) {
    const int page = row / pageRows;
    const auto found = m_pages.find(page);
    const auto at = std::size_t(row % pageRows);
    if (found == m_pages.end() || at >= found->second.rows.size()) {
        want(page);
        return nullptr;
    }
    found->second.used = ++m_uses;
    const auto& kept = found->second.rows[at];
    return kept ? &*kept : nullptr;
}

void CallPages::want(int page) {
    if (!m_source || m_asked == page)
        return;
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (m_wanted.size() > mostWanted)
        m_wanted.erase(m_wanted.begin());
    askNext();
}

void CallPages::askNext() {
    if (m_asked || m_wanted.empty() || !m_source)
        return;
    const int page = m_wanted.back();
    m_wanted.pop_back();
    m_asked = page;
    const std::size_t first = std::size_t(page) * pageRows;
    const std::size_t count = std::min(m_ids.size() - first, std::size_t(pageRows));
    sessions::CallIndex part;
    part.ids.assign(m_ids.begin() + std::ptrdiff_t(first), m_ids.begin() + std::ptrdiff_t(first + count));
    m_source->ask<std::vector<sessions::CallRow>>(
        [part = std::move(part)](sessions::SessionReader& reader) {
            return reader.rows(part, 0, part.ids.size());
        },
        [self = QPointer(this), listing = m_listing, page, count](Rows rows) {
            if (self && self->m_listing == listing)
                self->take(page, count, std::move(rows));
        });
}

void CallPages::take(int page, std::size_t count, Rows rows) {
    m_asked.reset();
    const std::size_t first = std::size_t(page) * pageRows;
    Page taken = pageOf(first, count, rows ? std::move(*rows) : std::vector<sessions::CallRow>());
    taken.failed = rows.has_error();
    m_pages[page] = std::move(taken);
    dropOldest();
    askNext();
    Q_EMIT changed(int(first), int(first + count) - 1);
    if (rows.has_error())
        Q_EMIT failed(rows.error());
}

// A damaged file may give fewer than it was asked for: each goes to the place of its id.
CallPages::Page CallPages::pageOf(std::size_t first, std::size_t count,
                                  std::vector<sessions::CallRow> rows) const {
    Page page;
    page.rows.resize(count);
    page.used = m_uses;
    std::size_t next = 0;
    for (std::size_t i = 0; i < count && next < rows.size(); ++i) {
        if (rows[next].id == m_ids[first + i])
            page.rows[i] = std::move(rows[next++]);
    }
    return page;
}

void CallPages::dropOldest() {
    if (m_pages.size() <= mostPages)
        return;
    m_pages.erase(std::ranges::min_element(m_pages, {}, [](const auto& entry) { return entry.second.used; }));
}

} // namespace dyno::ui
