#pragma once

#include "engine/error.h"

#include <span>
#include <string_view>

namespace SQLite {
class Database;
}

/// The tables of a session file. All times are nanoseconds since the engine's start (`meta.startedAt` says
/// when that was). A file has `application_id` "DYNO" and its schema's version in `user_version`.
///
///   meta(key, value)           what the session is: title, notes, tags, version, machine, …; see SessionInfo
///   state(key, value)          JSON texts, the newest of each key: servers, connections, path, workload, …
///   run(number, began, ended, in_flight, scenario, tuning)
///   interval(id, began, ended, run, in_flight, started, succeeded, failed, timed_out, cancelled,
///            p50, p90, p99, max)
///   figures(level, first, last, figures, routes)
///                              of the intervals first … last: level 0 has one interval a row; level 1 up to
///                              64, all of one run, so that a long range is read in few rows; its routes are
///                              null where they were too many to be added up
///   tool(id, name)  text(id, value)
///   call(id, at, server, connection, tool, outcome, latency, weight, error, detail, stamps)
///                              `at` is the intended start; id grows with the calls' end; outcome, error and
///                              detail are texts (outcome: the error's kind; null: a success);
///                              stamps: see stamps_codec.h
///   body(call, request, response, cut, progress)
///                              request is a text; cut: bytes that the bound on bodies took off the response;
///                              progress: see progress_text.h
///   log(sequence, at, level, source, text)  change(id, at, knob, before, after)
///   process(id, at, connection, rss, cpu)
namespace dyno::sessions::schema {

inline constexpr int applicationId = 0x4459'4E4F;
inline constexpr int version = 1;

/// Makes the tables in an empty database.
void create(SQLite::Database& database);

/// What makes a file of the version before into one of this version.
struct Step {
    int version = 0;
    std::string_view sql;
};
/// Brings an older file up to `version`, each step in a transaction of its own: a file whose migration was
/// cut off is one of some version all the same.
void migrate(SQLite::Database& database);
void migrate(SQLite::Database& database, std::span<const Step> steps);

/// Whether this is a session file that we can read, or migrate(): what is wrong with it, and what to do.
/// Trusts nothing in it: a hostile schema (views, triggers, tables with other columns) is refused (Protocol).
/// InvalidInput for what is no session file, Limit for one of a newer version. Throws SQLite::Exception for
/// what cannot be read at all.
[[nodiscard]] Result<void> check(SQLite::Database& database);

} // namespace dyno::sessions::schema
