#pragma once

#include "ui/models/flow_window.h"
#include "ui/theme/colours.h"

#include <QString>

#include <vector>

namespace dyno::ui {

/// What is shown of one stage of the call path.
struct StageFacts {
    /// Calls that left the path here, and why.
    struct Branch {
        std::uint64_t calls = 0;
        QString why;
        Colour colour{};

        bool operator==(const Branch&) const = default;
    };

    QString title;
    QString note; ///< a word or two on its state: "off", "82 % hits"
    Colour noteColour = Colour::MutedText;
    bool off = false; ///< calls pass it by
    std::uint64_t in = 0, out = 0;
    double inRate = 0, outRate = 0; ///< a second
    std::uint32_t held = 0;
    double share = 0;             ///< of all calls that are in the path, those that this stage holds
    std::vector<Branch> branches; ///< at most three

    bool operator==(const StageFacts&) const = default;
};

StageFacts stageFacts(telemetry::Stage stage, const telemetry::Snapshot& snapshot, const FlowWindow& window);

/// All of it in words, for a tool tip and for those who do not see it.
QString inWords(const StageFacts& facts);

/// What the stage does with a call, in a sentence.
QString stageMeaning(telemetry::Stage stage);

} // namespace dyno::ui
