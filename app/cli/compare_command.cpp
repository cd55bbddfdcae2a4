#include "app/cli/compare_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/output_file.h"
#include "app/cli/range_option.h"
#include "app/cli/terminal.h"
#include "engine/reports/comparison_json.h"
#include "engine/reports/comparison_text.h"
#include "engine/reports/shown_text.h"
#include "engine/sessions/compare/comparison.h"
#include "engine/sessions/compare/comparison_summary.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace dyno::app {

namespace {

using json = nlohmann::ordered_json;
using sessions::Comparison;
using sessions::FailRule;
using sessions::Verdict;

/// A rule as it was typed, and what it means.
struct Rule {
    std::string text;
    FailRule meaning;
};

Result<std::vector<Rule>> parseRules(const std::vector<std::string>& texts) {
    std::vector<Rule> rules;
    for (const std::string& text : texts) {
        const auto rule = sessions::parseFailRule(text);
        if (rule.has_error())
            return Error{ErrorKind::InvalidInput, "--fail-if: " + rule.error().message};
        rules.push_back({text, *rule});
    }
    return rules;
}

/// The session's errors say what is wrong, this one with which file. They are not about a server's protocol.
Error about(const std::string& file, const Error& error) {
    const bool named = error.message.find(file) != std::string::npos;
    return {error.kind == ErrorKind::Protocol ? ErrorKind::InvalidInput : error.kind,
            named ? error.message : fmt::format("{}: {}", file, error.message), error.detail};
}

Result<sessions::Sample> readSample(const std::string& file, std::optional<sessions::Range> range) {
    const auto reader = sessions::SessionReader::open(file);
    if (reader.has_error())
        return about(file, reader.error());
    auto sample = sessions::readSample(**reader, range);
    if (sample.has_error())
        return about(file, sample.error());
    if (sample->name != file)
        sample->name = fmt::format("{} ({})", file, sample->name);
    return sample;
}

/// One after the other: samples are large.
Result<std::vector<Comparison>> compareAll(const CompareOptions& options) {
    std::optional<sessions::Range> range;
    if (!options.range.empty()) {
        const auto parsed = parseRange(options.range);
        if (parsed.has_error())
            return parsed.error();
        range = *parsed;
    }
    const auto first = readSample(options.files.front(), range);
    if (first.has_error())
        return first.error();
    std::vector<Comparison> comparisons;
    for (std::size_t i = 1; i < options.files.size(); ++i) {
        const auto other = readSample(options.files[i], range);
        if (other.has_error())
            return other.error();
        comparisons.push_back(sessions::compare(*first, *other));
    }
    return comparisons;
}

json rulesJson(const std::vector<Rule>& rules, const std::vector<Comparison>& comparisons) {
    json list = json::array();
    for (const Rule& rule : rules)
        list.push_back({{"rule", rule.text},
                        {"broken", std::any_of(comparisons.begin(), comparisons.end(), [&](const auto& one) {
                             return sessions::breaks(rule.meaning, one);
                         })}});
    return list;
}

std::string jsonText(const std::vector<Rule>& rules, const std::vector<Comparison>& comparisons) {
    json list = json::array();
    for (const Comparison& comparison : comparisons)
        list.push_back(reports::comparisonJson(comparison));
    const json document = {
        {"schema", "mcp-dyno/comparison/1"}, {"comparisons", list}, {"rules", rulesJson(rules, comparisons)}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string text(const std::vector<Comparison>& comparisons) {
    std::string text;
    for (const Comparison& comparison : comparisons)
        text += (text.empty() ? "" : "\n\n") + reports::comparisonText(comparison);
    return text;
}

/// The sessions are what is compared, whatever name they are given.
Result<void> checkFile(const CompareOptions& options) {
    std::error_code ec;
    for (const std::string& session : options.files)
        if (std::filesystem::equivalent(options.jsonFile, session, ec))
            return Error{ErrorKind::InvalidInput,
                         fmt::format("--json: {} is one of the sessions", options.jsonFile)};
    return {};
}

Error ofJson(const Error& error) {
    return {error.kind, "--json: " + error.message, error.detail};
}

Result<void> writeFile(const std::string& file, const std::string& text) {
    const auto output = OutputFile::open(file);
    if (output.has_error())
        return ofJson(output.error());
    (*output)->write(text);
    const auto committed = (*output)->commit();
    return committed.has_error() ? Result<void>(ofJson(committed.error())) : committed;
}

Result<void> write(const CompareOptions& options, const std::vector<Rule>& rules,
                   const std::vector<Comparison>& comparisons) {
    if (options.jsonFile == "-")
        return printOut(jsonText(rules, comparisons));
    if (auto printed = printOut(text(comparisons)); printed.has_error() || options.jsonFile.empty())
        return printed;
    return writeFile(options.jsonFile, jsonText(rules, comparisons));
}

/// Its title is a stranger's, and may drive the terminal.
std::string shownSession(const Comparison& comparison) {
    return reports::shownText(comparison.after, 100);
}

/// What a rule says of the figure that it is about.
bool apply(const Rule& rule, const Comparison& comparison) {
    for (const sessions::Difference& difference : comparison.headline) {
        if (difference.metric != rule.meaning.metric)
            continue;
        if (difference.verdict == Verdict::TooFewCalls)
            printWarning(fmt::format("--fail-if \"{}\" cannot be judged of {}: {}", rule.text,
                                     shownSession(comparison), difference.why));
        if (sessions::breaks(rule.meaning, comparison)) {
            printError({ErrorKind::Limit, fmt::format("--fail-if \"{}\" holds for {}: {} {}", rule.text,
                                                      shownSession(comparison), difference.metric,
                                                      sessions::changeText(difference))});
            return true;
        }
    }
    return false;
}

int judge(const std::vector<Rule>& rules, const std::vector<Comparison>& comparisons) {
    int status = done;
    for (const Comparison& comparison : comparisons) {
        if (comparison.verdict == Verdict::NotComparable && status == done)
            status = notComparable;
        for (const Rule& rule : rules)
            if (apply(rule, comparison))
                status = ruleHolds;
    }
    return status;
}

int refuse(const Error& error) {
    printError(error);
    return usage;
}

} // namespace

int compareCommand(const CompareOptions& options) {
    const auto rules = parseRules(options.rules);
    if (rules.has_error())
        return refuse(rules.error());
    if (const auto usable = checkFile(options); usable.has_error())
        return refuse(usable.error());
    const auto comparisons = compareAll(options);
    if (comparisons.has_error())
        return refuse(comparisons.error());
    if (const auto written = write(options, *rules, *comparisons); written.has_error())
        return refuse(written.error());
    return judge(*rules, *comparisons);
}

} // namespace dyno::app
