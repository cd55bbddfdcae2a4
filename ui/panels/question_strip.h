#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/panels/strip.h"

#include <vector>

namespace dyno::ui {

/// Says over the charts that a server asks a person something, the oldest question first. The calls go on,
/// and so do the charts.
class QuestionStrip : public Strip {
    Q_OBJECT

public:
    explicit QuestionStrip(QWidget* parent);

    void setQuestions(const std::vector<telemetry::Question>& questions);

Q_SIGNALS:
    void answerRequested(const dyno::telemetry::Question& question);
    void declined(std::uint64_t id);

private:
    telemetry::Question m_question;
};

} // namespace dyno::ui
