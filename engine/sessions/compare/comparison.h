#pragma once

#include "engine/sessions/compare/sample.h"

#include <optional>
#include <string>
#include <vector>

namespace dyno::sessions {

/// Which way a difference goes for whoever waits for the answers.
enum class Verdict {
    Better,
    Worse,
    NoDifference,  ///< none that could be told from chance, or one too small to matter
    TooFewCalls,   ///< to say anything
    NotComparable, ///< they measure different things; `why` says so
};
std::string_view name(Verdict verdict); ///< "better", …, for JSON and exit codes' texts

/// One figure of two samples. Times are in microseconds, rates in calls/s, shares 0 … 1.
struct Difference {
    std::string metric; ///< "p50", "p90", "p95", "p99", "p999", "mean", "throughput", "errors"
    double before = 0;
    double after = 0;
    /// Of after against before: 0.1 is 10 % more. Of errors: the difference of the shares.
    double change = 0;
    double low = 0, high = 0; ///< the interval in which `change` lies with `confidence`
    double confidence = 0.95; ///< of the whole family of figures that are compared together
    Verdict verdict = Verdict::TooFewCalls;
    std::string why; ///< in words, where the verdict needs them
};

/// One tool or phase of two samples; a name that only one has is listed with what it has.
struct PartDifference {
    std::string name;
    std::uint64_t callsBefore = 0, callsAfter = 0;
    std::vector<Difference> differences; ///< p50 and p99
};

/// Something that was not the same, or keeps the samples from being compared.
struct Circumstance {
    enum class Kind { Note, Warning, Blocker } kind = Kind::Note;
    std::string what; ///< "pool.max", "server version", "CPU", …
    std::string before, after;
    std::string text; ///< a sentence for people
};

struct Comparison {
    std::string before, after;               ///< the samples' names
    std::vector<Circumstance> circumstances; ///< blockers first
    std::vector<Difference> headline;        ///< p50, p90, p99, throughput, errors
    std::vector<PartDifference> tools;
    std::vector<PartDifference> phases;
    Verdict verdict = Verdict::TooFewCalls;
    std::string summary; ///< one sentence: "p99 is 12 % worse (8 … 16 %); throughput shows no difference."
};

Comparison compare(const Sample& before, const Sample& after);

/// What a turned knob brought: the time before against the time after it, up to its neighbours and at most
/// `window`. Changes within the same second go together.
struct ChangeVerdict {
    std::vector<settings::TuningChange> changes;
    Range before, after;
    std::vector<Difference> headline; ///< p50, p99, throughput, errors
    Verdict verdict = Verdict::TooFewCalls;
    std::string summary;
};
[[nodiscard]] Result<std::vector<ChangeVerdict>> changeVerdicts(SessionReader& reader,
                                                                Duration window = std::chrono::seconds(30));

/// "p99 worse by 10%": METRIC worse|better by N%; of throughput, worse is less; "errors worse by 1%" means
/// one of a hundred calls more.
struct FailRule {
    std::string metric;
    Verdict direction = Verdict::Worse;
    double by = 0; ///< 0.1 for 10 %
};
[[nodiscard]] Result<FailRule> parseFailRule(const std::string& text);
/// Only a difference that is real breaks a rule, and only one that is as large.
bool breaks(const FailRule& rule, const Comparison& comparison);

} // namespace dyno::sessions
