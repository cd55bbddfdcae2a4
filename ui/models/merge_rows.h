#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace dyno::ui {

/// What a model does for each row that came, went or stayed. Rows are named by their place at that moment.
template<class Model, class Row>
concept MergesRows = requires(Model model, int row, Row value) {
    model.insertRow(row, std::move(value));
    model.dropRow(row);
    model.updateRow(row, std::move(value));
};

/// Turns `rows` into `next` with one insertion or removal per row that came or went, so that views keep
/// selection and place. Rows have an `id` that names them for good; both sequences end up in ascending order
/// of it.
template<class Row, class Merger>
requires MergesRows<Merger, Row>
void mergeRows(const std::vector<Row>& rows, std::vector<Row> next, Merger merger) {
    std::ranges::sort(next, {}, &Row::id);
    std::size_t row = 0;
    for (Row& value : next) {
        while (row < rows.size() && rows[row].id < value.id)
            merger.dropRow(int(row));
        if (row < rows.size() && rows[row].id == value.id)
            merger.updateRow(int(row), std::move(value));
        else
            merger.insertRow(int(row), std::move(value));
        ++row;
    }
    while (row < rows.size())
        merger.dropRow(int(rows.size()) - 1);
}

} // namespace dyno::ui
