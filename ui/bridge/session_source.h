#pragma once

#include "engine/sessions/session_reader.h"
#include "ui/bridge/background.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

namespace dyno::ui {

/// A session file, read on threads of its own, one question after the other; searches, which may take
/// seconds, have theirs apart. UI thread only; answers come there, later, and none after its destruction,
/// which waits for the question at hand. The file may be one that is being recorded.
class SessionSource : public QObject {
    Q_OBJECT

public:
    using Opener = std::function<Result<std::unique_ptr<sessions::SessionReader>>()>;

    explicit SessionSource(std::filesystem::path file, QObject* parent = nullptr);
    /// What is read by what `open` gives; it is called on other threads, once for each.
    SessionSource(std::filesystem::path file, Opener open, QObject* parent = nullptr);
    ~SessionSource() override;

    const std::filesystem::path& file() const { return m_file; }

    /// Asks the reader something. The file is opened with the first question; when that fails, so does each.
    template<class T>
    void ask(std::function<Result<T>(sessions::SessionReader&)> question,
             std::function<void(Result<T>)> answered) {
        ask(m_questions, std::move(question), std::move(answered));
    }

    using Found = std::function<void(Result<std::shared_ptr<const sessions::CallIndex>>)>;
    /// Looks for calls; a search that is under way is given up (Cancelled).
    void find(sessions::CallFilter filter, sessions::CallOrder order, Found found);

    /// Answers nothing any more, and deletes itself once nothing is being read: unlike its destructor, it
    /// does not wait.
    void retire();

private:
    /// A thread and the reader that it alone uses.
    struct Desk {
        std::unique_ptr<sessions::SessionReader> reader;
        Background background; ///< the last member: its end waits for what uses the other
    };

    template<class T>
    void ask(Desk& desk, std::function<Result<T>(sessions::SessionReader&)> question,
             std::function<void(Result<T>)> answered) {
        desk.background.run<Result<T>>(
            [this, &desk, question = std::move(question)]() -> Result<T> {
                const Result<sessions::SessionReader*> reader = open(desk);
                if (reader.has_error())
                    return reader.error();
                return question(**reader);
            },
            [this, answered = std::move(answered)](Result<T> answer) {
                if (!m_retired)
                    answered(std::move(answer));
            });
    }

    Result<sessions::SessionReader*> open(Desk& desk) const; ///< on its thread

    const std::filesystem::path m_file;
    const Opener m_open;
    std::shared_ptr<std::atomic<bool>> m_stop; ///< of the last search
    bool m_retired = false;
    Desk m_questions;
    Desk m_searches;
};

} // namespace dyno::ui
