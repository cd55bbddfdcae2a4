#pragma once

#include "engine/sessions/session_reader.h"
#include "ui/bridge/background.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

namespace dyno::ui {

/// A session file, read on a thread of its own, one question after the other. UI thread only; answers come
/// there, later, and none after its destruction, which waits for the question at hand. The file may be one
/// that is being recorded.
class SessionSource : public QObject {
    Q_OBJECT

public:
    explicit SessionSource(std::filesystem::path file, QObject* parent = nullptr);
    ~SessionSource() override;

    const std::filesystem::path& file() const { return m_file; }

    /// Asks the reader something. The file is opened with the first question; when that fails, so does each.
    template<class T>
    void ask(std::function<Result<T>(sessions::SessionReader&)> question,
             std::function<void(Result<T>)> answered) {
        m_background.run<Result<T>>(
            [this, question = std::move(question)]() -> Result<T> {
                const Result<sessions::SessionReader*> reader = open();
                if (reader.has_error())
                    return reader.error();
                return question(**reader);
            },
            [this, answered = std::move(answered)](Result<T> answer) {
                if (!m_retired)
                    answered(std::move(answer));
            });
    }

    using Found = std::function<void(Result<std::shared_ptr<const sessions::CallIndex>>)>;
    /// Looks for calls; a search that is under way is given up (Cancelled).
    void find(sessions::CallFilter filter, sessions::CallOrder order, Found found);

    /// Answers nothing any more, and deletes itself once nothing is being read: unlike its destructor, it
    /// does not wait.
    void retire();

private:
    Result<sessions::SessionReader*> open(); ///< on the thread that reads

    const std::filesystem::path m_file;
    std::unique_ptr<sessions::SessionReader> m_reader; ///< of the thread that reads
    std::shared_ptr<std::atomic<bool>> m_stop;         ///< of the last search
    bool m_retired = false;
    Background m_background; ///< the last member: its end waits for what uses the others
};

} // namespace dyno::ui
