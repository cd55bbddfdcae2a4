#pragma once

#include "engine/sessions/body_redactor.h"
#include "engine/sessions/figures_pyramid.h"
#include "engine/sessions/insert.h"
#include "engine/sessions/kept.h"
#include "engine/sessions/text_table.h"

namespace dyno::sessions {

/// Writes batches into the tables of a session file, which it takes to be empty. Of one thread. Everything
/// throws SQLite::Exception; the file is then as it was before, and the same may be tried again.
class BatchWriter {
public:
    BatchWriter(SQLite::Database& database, std::size_t maxBodyBytes);

    void setRedactor(std::shared_ptr<const settings::Redactor> known);
    /// In one transaction, with these rows of `meta`.
    void write(const Batch& batch, const std::map<std::string, std::string>& meta);
    /// The last rows of level 1.
    void close();

private:
    /// What counts on from row to row, and goes back when a transaction fails.
    struct Last {
        std::int64_t call = 0;
        std::int64_t interval = 0;
        std::int64_t text = 0;
    };

    template<class Write>
    void inTransaction(const Write& write);
    void writeCall(const KeptCall& call);
    void writeBody(const KeptCall& call);
    std::optional<std::int64_t> kindOf(const KeptCall& call);
    void writeInterval(const KeptInterval& interval);
    void writeRun(const KeptRun& run);
    void writeState(const std::string& key, const std::string& value);
    void writeSmall(const Batch& batch);
    void writeRows(const std::vector<FiguresRow>& rows);
    void forgetTexts();

    SQLite::Database& m_database;
    std::size_t m_maxBodyBytes;
    BodyRedactor m_redactor;
    Last m_last;
    FiguresPyramid m_pyramid;
    std::vector<FiguresRow> m_rows; ///< of level 1, not yet written
    TextTable m_texts;
    TextTable m_requests;
    Insert m_call, m_body, m_interval, m_figures, m_run, m_state, m_meta, m_tool, m_log, m_change, m_process;
};

} // namespace dyno::sessions
