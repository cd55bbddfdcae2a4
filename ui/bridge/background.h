#pragma once

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace dyno::ui {

/// Work that would hold the window up, such as reading files, on a thread of its own, one piece after the
/// other. UI thread only; the destructor waits for the piece at hand.
class Background : public QObject {
    Q_OBJECT

public:
    explicit Background(QObject* parent = nullptr);
    ~Background() override;

    /// Runs `work` there and then `done`, with what it returned, here.
    template<class T>
    void run(std::function<T()> work, std::function<void(T)> done) {
        start([this, work = std::move(work), done = std::move(done)] {
            auto value = std::make_shared<T>(work());
            QMetaObject::invokeMethod(
                this, [done, value] { done(std::move(*value)); }, Qt::QueuedConnection);
        });
    }

private:
    void start(std::function<void()> piece);

    QThreadPool m_pool;
};

} // namespace dyno::ui
