#include "engine/sessions/batch_writer.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/sessions/progress_text.h"
#include "engine/sessions/stamps_codec.h"

namespace dyno::sessions {

BatchWriter::BatchWriter(SQLite::Database& database, std::size_t maxBodyBytes)
    : m_database(database)
    , m_maxBodyBytes(maxBodyBytes)
    , m_texts(
          database, [this](std::string text) { return m_redactor.json(std::move(text)); }, m_last.text)
    , m_requests(
          database,
          [this](std::string text) {
              return std::string(jsonrpc::beginning(m_redactor.json(std::move(text)), m_maxBodyBytes));
          },
          m_last.text)
    , m_call(database, "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    , m_body(database, "INSERT INTO body VALUES (?, ?, ?, ?, ?)")
    , m_interval(database, "INSERT INTO interval VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    , m_figures(database, "INSERT INTO figures VALUES (?, ?, ?, ?, ?)")
    , m_run(database, "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?)")
    , m_state(database, "INSERT OR REPLACE INTO state VALUES (?, ?)")
    , m_meta(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)")
    , m_tool(database, "INSERT OR REPLACE INTO tool VALUES (?, ?)")
    , m_log(database, "INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?)")
    , m_change(database, "INSERT INTO change VALUES (NULL, ?, ?, ?, ?)")
    , m_process(database, "INSERT INTO process VALUES (NULL, ?, ?, ?, ?)") {}

void BatchWriter::setRedactor(std::shared_ptr<const settings::Redactor> known) {
    m_redactor.setKnown(std::move(known));
    forgetTexts(); // what was written until now may hold what is a secret from now on
}

void BatchWriter::forgetTexts() {
    m_texts.forget();
    m_requests.forget();
}

/// The figures of level 1 are added up once their intervals are in the file, and written with the next batch:
/// an interval that is tried twice must count once.
void BatchWriter::write(const Batch& batch, const std::map<std::string, std::string>& meta) {
    const std::int64_t first = m_last.interval + 1;
    inTransaction([&] {
        writeSmall(batch);
        for (const KeptCall& call : batch.calls)
            writeCall(call);
        for (const KeptInterval& interval : batch.intervals)
            writeInterval(interval);
        for (const auto& [key, value] : meta)
            m_meta(key, m_redactor.withoutKnown(value));
        writeRows(m_rows);
    });
    m_rows.clear();
    for (std::size_t i = 0; i < batch.intervals.size(); ++i) {
        const KeptInterval& interval = batch.intervals[i];
        m_pyramid.add(first + static_cast<std::int64_t>(i), interval.run, interval.figures, interval.routes);
    }
    m_rows = m_pyramid.take();
}

void BatchWriter::close() {
    m_pyramid.close();
    for (FiguresRow& row : m_pyramid.take())
        m_rows.push_back(std::move(row));
    inTransaction([&] { writeRows(m_rows); });
    m_rows.clear();
}

template<class Write>
void BatchWriter::inTransaction(const Write& write) {
    const Last before = m_last;
    try {
        SQLite::Transaction transaction(m_database);
        write();
        transaction.commit();
    } catch (...) {
        m_last = before;
        forgetTexts();
        throw;
    }
}

void BatchWriter::writeCall(const KeptCall& call) {
    const calls::CallRecord& record = call.record;
    std::optional<std::int64_t> error, detail;
    if (call.error) {
        error = m_texts.idOf(call.error->message);
        if (!call.error->detail.empty())
            detail = m_texts.idOf(call.error->detail);
    }
    const std::string stamps = encodeStamps(record);
    m_call(++m_last.call, call.at.count(), record.server, record.connection, call.tool, kindOf(call),
           record.latency().count(), call.weight, error, detail, Blob{stamps});
    if (call.body)
        writeBody(call);
}

std::optional<std::int64_t> BatchWriter::kindOf(const KeptCall& call) {
    if (!call.record.error)
        return std::nullopt;
    return m_texts.idOf(std::string(name(*call.record.error)));
}

void BatchWriter::writeBody(const KeptCall& call) {
    const std::string response = call.result ? m_redactor.dumped(*call.result) : std::string();
    const std::string kept(jsonrpc::beginning(response, m_maxBodyBytes));
    m_body(m_last.call, m_requests.idOf(call.target->arguments), kept, response.size() - kept.size(),
           m_redactor.json(progressText(call.progress)));
}

void BatchWriter::writeInterval(const KeptInterval& interval) {
    const telemetry::CallCounts& counts = interval.counts;
    const std::int64_t id = ++m_last.interval;
    m_interval(id, interval.began.count(), interval.ended.count(), interval.run, interval.inFlight,
               counts.started, counts.succeeded, counts.failed, counts.timedOut, counts.cancelled,
               interval.p50.count(), interval.p90.count(), interval.p99.count(), interval.max.count());
    m_figures(0, id, id, Blob{interval.figures}, Blob{interval.routes});
}

void BatchWriter::writeRows(const std::vector<FiguresRow>& rows) {
    for (const FiguresRow& row : rows)
        if (row.routes)
            m_figures(1, row.first, row.last, Blob{row.figures}, Blob{*row.routes});
        else
            m_figures(1, row.first, row.last, Blob{row.figures}, std::optional<std::int64_t>());
}

/// A scenario has the arguments of its calls in it.
void BatchWriter::writeRun(const KeptRun& run) {
    std::optional<std::int64_t> ended;
    if (run.ended)
        ended = run.ended->count();
    m_run(run.number, run.began.count(), ended, run.inFlight, m_redactor.json(run.scenario),
          m_redactor.json(run.tuning));
}

/// Schemas of tools have keys that name secrets, and values that are none.
void BatchWriter::writeState(const std::string& key, const std::string& value) {
    m_state(key, key.starts_with("tools:") ? m_redactor.withoutKnown(value) : m_redactor.json(value));
}

void BatchWriter::writeSmall(const Batch& batch) {
    for (const auto& [number, tool] : batch.tools)
        m_tool(number, m_redactor.withoutKnown(tool));
    for (const KeptRun& run : batch.runs)
        writeRun(run);
    for (const auto& [key, value] : batch.states)
        writeState(key, value);
    for (const telemetry::LogEntry& entry : batch.log)
        m_log(entry.sequence, entry.at.count(), static_cast<int>(entry.level),
              m_redactor.withoutKnown(entry.source), m_redactor.json(entry.text));
    for (const settings::TuningChange& change : batch.changes)
        m_change(change.at.count(), change.knob, m_redactor.json(change.from), m_redactor.json(change.to));
    for (const ProcessSample& sample : batch.processes)
        m_process(sample.at.count(), sample.connection, sample.rssBytes, sample.cpuShare);
}

} // namespace dyno::sessions
