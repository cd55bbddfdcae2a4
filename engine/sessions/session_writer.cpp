#include "engine/sessions/session_writer.h"

#include "engine/sessions/backlog.h"
#include "engine/sessions/new_session_file.h"
#include "engine/sessions/open_session_file.h"
#include "engine/sessions/session_info.h"
#include "engine/sessions/session_meta.h"
#include "engine/sessions/writer_mark.h"
#include "engine/version.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace dyno::sessions {

namespace {

using Meta = std::map<std::string, std::string>;

std::string machineText() {
    const Machine machine = thisMachine();
    nlohmann::json text{{"system", machine.system},     {"kernel", machine.kernel},
                        {"cpu", machine.cpu},           {"cores", machine.cores},
                        {"governor", machine.governor}, {"memoryBytes", machine.memoryBytes}};
    if (machine.load)
        text["load"] = *machine.load;
    return text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// What is not given is added.
void completeMeta(Meta& meta) {
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    meta.emplace("startedAt", std::to_string(now.time_since_epoch().count()));
    meta.emplace("version", version);
    meta.emplace("machine", machineText());
    meta["complete"] = "0";
}

Duration lengthOf(const std::vector<KeptInterval>& intervals) {
    Duration sum{};
    for (const KeptInterval& interval : intervals)
        sum += interval.ended - interval.began;
    return sum;
}

std::uint64_t wordsIn(const Batch& batch) {
    return batch.log.size() + batch.processes.size();
}

class ThreadedWriter final : public SessionWriter {
public:
    ThreadedWriter(const WriterOptions& options, std::unique_ptr<const WriterMark> mark)
        : m_path(options.file)
        , m_mark(std::move(mark))
        , m_file(std::make_unique<OpenSessionFile>(options.file, options.maxBodyBytes))
        , m_backlog(options.maxQueuedCalls) {
        m_status.on = true;
        m_status.file = options.file.string();
        m_status.bytes = m_file->bytes();
        m_thread = std::thread([this] { run(); });
    }
    ~ThreadedWriter() override { ThreadedWriter::finish(); }

    void setRedactor(std::shared_ptr<const settings::Redactor> redactor) override;
    void write(Batch batch) override;
    std::size_t backlog() const override;
    telemetry::RecordingStatus status() const override;
    void finish() override;

private:
    using Lock = std::unique_lock<std::mutex>;

    void run();
    void writeWaiting(Lock& lock);
    std::optional<Error> attempt(const std::function<void()>& write);
    void written(std::size_t calls, Duration figures);
    void failed(std::size_t calls, Batch rest, Error problem);
    void lose(const Backlog::Dropped& dropped);
    void lookAfterFile(Lock& lock);
    void tellGone();
    std::string wordsLost() const;
    void close(Lock& lock);
    Meta losses() const;

    const std::filesystem::path m_path;
    std::unique_ptr<const WriterMark> m_mark; ///< the thread's own
    std::unique_ptr<OpenSessionFile> m_file;  ///< the thread's own

    mutable std::mutex m_mutex; ///< for all below
    std::condition_variable m_wake;
    Backlog m_backlog;
    bool m_fresh = false;      ///< something in it has not been tried yet
    std::size_t m_writing = 0; ///< calls that were taken from the backlog
    std::shared_ptr<const settings::Redactor> m_redactor;
    bool m_redactorIsNew = false;
    telemetry::RecordingStatus m_status;
    Duration m_figuresKept{};
    std::uint64_t m_wordsLost = 0; ///< entries of the log, samples of processes
    bool m_failing = false;        ///< the last attempt to write failed
    bool m_gone = false;
    bool m_finishing = false;

    std::thread m_thread;
};

void ThreadedWriter::setRedactor(std::shared_ptr<const settings::Redactor> redactor) {
    const std::scoped_lock lock(m_mutex);
    m_redactor = std::move(redactor);
    m_redactorIsNew = true;
}

void ThreadedWriter::write(Batch batch) {
    {
        const std::scoped_lock lock(m_mutex);
        const Backlog::Dropped dropped = m_backlog.add(std::move(batch), m_writing);
        lose(dropped);
        m_fresh = true;
        if (!m_failing && (dropped.calls > 0 || dropped.figures > Duration::zero() || dropped.words > 0))
            m_status.problem = Error{ErrorKind::Limit, fmt::format("{}: the disk takes less than what comes; "
                                                                   "some of it was not kept{}",
                                                                   m_path.string(), wordsLost())};
    }
    m_wake.notify_one();
}

std::size_t ThreadedWriter::backlog() const {
    const std::scoped_lock lock(m_mutex);
    return m_backlog.calls() + m_writing;
}

telemetry::RecordingStatus ThreadedWriter::status() const {
    const std::scoped_lock lock(m_mutex);
    return m_status;
}

void ThreadedWriter::finish() {
    {
        const std::scoped_lock lock(m_mutex);
        m_finishing = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void ThreadedWriter::run() {
    constexpr std::chrono::seconds betweenLooks(1);
    auto looked = std::chrono::steady_clock::now();
    Lock lock(m_mutex);
    while (!m_finishing || !m_backlog.empty()) {
        m_wake.wait_for(lock, betweenLooks, [this] { return m_finishing || m_fresh; });
        if (const auto now = std::chrono::steady_clock::now(); m_finishing || now - looked >= betweenLooks) {
            looked = now;
            lookAfterFile(lock);
        }
        if (!m_backlog.empty())
            writeWaiting(lock);
    }
    close(lock);
}

void ThreadedWriter::writeWaiting(Lock& lock) {
    Batch batch = m_backlog.take();
    m_fresh = false;
    m_writing = batch.calls.size();
    const Meta meta = losses();
    const bool redactorIsNew = std::exchange(m_redactorIsNew, false);
    const auto redactor = m_redactor;
    const bool gone = m_gone;
    lock.unlock();
    std::optional<Error> problem;
    if (redactorIsNew)
        m_file->tables().setRedactor(redactor);
    if (!gone)
        problem = attempt([&] { m_file->tables().write(batch, meta); });
    const std::uint64_t bytes = m_file->bytes();
    batch.calls.clear(); // takes its time, which nobody shall wait for
    lock.lock();
    m_status.bytes = bytes;
    const std::size_t calls = std::exchange(m_writing, 0);
    if (m_gone)
        lose({calls, lengthOf(batch.intervals), wordsIn(batch)});
    else if (problem)
        failed(calls, std::move(batch), std::move(*problem));
    else
        written(calls, lengthOf(batch.intervals));
}

std::optional<Error> ThreadedWriter::attempt(const std::function<void()>& write) {
    try {
        write();
        return std::nullopt;
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(m_path, "cannot be written", exception, m_file->systemError());
    }
}

void ThreadedWriter::written(std::size_t calls, Duration figures) {
    m_status.callsKept += calls;
    m_figuresKept += figures;
    if (std::exchange(m_failing, false) && m_status.problem)
        m_status.problem->message += wordsLost() + "; since then it could be written again";
}

/// Calls are many and go; all else is tried again with what comes next.
void ThreadedWriter::failed(std::size_t calls, Batch rest, Error problem) {
    if (!m_failing || !m_status.problem || m_status.problem->message != problem.message)
        m_status.problem = std::move(problem);
    m_failing = true;
    lose({calls, {}});
    if (m_finishing)
        lose({0, lengthOf(rest.intervals), wordsIn(rest)});
    else
        lose(m_backlog.giveBack(std::move(rest)));
}

void ThreadedWriter::lose(const Backlog::Dropped& dropped) {
    m_status.callsLost += dropped.calls;
    m_status.figuresLost += dropped.figures;
    m_wordsLost += dropped.words;
}

/// No column of the status counts them.
std::string ThreadedWriter::wordsLost() const {
    if (m_wordsLost == 0)
        return {};
    return fmt::format("; {} entries of the log and samples of processes are missing", m_wordsLost);
}

/// A disk may be slow to answer, which nobody shall wait for.
void ThreadedWriter::lookAfterFile(Lock& lock) {
    lock.unlock();
    const bool gone = m_file->isGone();
    lock.lock();
    if (gone && !std::exchange(m_gone, true))
        tellGone();
}

/// All that was written so far is gone with the file.
void ThreadedWriter::tellGone() {
    lose({std::exchange(m_status.callsKept, 0), std::exchange(m_figuresKept, Duration::zero())});
    m_status.problem = Error{
        ErrorKind::Io, fmt::format("{} was removed or replaced while it was being written: what was recorded "
                                   "is lost; record anew to keep what comes",
                                   m_path.string())};
}

Meta ThreadedWriter::losses() const {
    return {{"callsLost", std::to_string(m_status.callsLost)},
            {"figuresLost", std::to_string(m_status.figuresLost.count())}};
}

void ThreadedWriter::close(Lock& lock) {
    Meta meta = losses();
    meta["callsKept"] = std::to_string(m_status.callsKept);
    meta["complete"] = "1";
    const bool gone = m_gone;
    lock.unlock();
    std::optional<Error> problem;
    if (!gone)
        problem = attempt([&] {
            m_file->tables().close();
            m_file->tables().write({}, meta);
            m_file->joinJournal();
        });
    const std::uint64_t bytes = m_file->bytes();
    m_file.reset();
    if (std::error_code none; gone && !std::filesystem::exists(m_path, none))
        removeJournals(m_path); // SQLite leaves those of a file that has gone
    m_mark.reset();             // also where the file could not be told that it is complete
    lock.lock();
    m_status.on = false;
    m_status.bytes = bytes;
    if (problem)
        m_status.problem = std::move(problem);
    if (m_failing && m_status.problem)
        m_status.problem->message += wordsLost();
}

} // namespace

Result<std::unique_ptr<SessionWriter>> SessionWriter::create(WriterOptions options) {
    completeMeta(options.meta);
    auto mark = std::make_unique<const WriterMark>();
    options.meta["writer"] = mark->text();
    const auto made = makeSessionFile(options.file, options.meta);
    if (made.has_error())
        return made.error();
    try {
        return std::unique_ptr<SessionWriter>(std::make_unique<ThreadedWriter>(options, std::move(mark)));
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(options.file, "cannot be recorded", exception);
    }
}

} // namespace dyno::sessions
