#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace dyno::ui {

/// One server of a configuration file, as the dialog lists it.
struct ImportEntry {
    QString name;
    QString kind;          ///< "command" or "URL"; empty where it cannot be used
    QString address;       ///< secrets are blacked out
    QString problem;       ///< why it cannot be used; empty: it can
    QStringList inputs;    ///< ids of the values that it needs
    bool disabled = false; ///< switched off in the file; it can be used all the same
};

/// A value that a person has to give before entries can be used.
struct ImportInput {
    QString id;
    QString description; ///< may be empty
    bool secret = true;
    QString value;       ///< begins as the file's default
    QStringList options; ///< of which one is to be chosen; empty: any text
};

/// What is in a configuration file.
struct ImportFile {
    std::vector<ImportEntry> entries;
    std::vector<ImportInput> inputs;
};

/// A file in one of the places where clients keep their configuration.
struct ImportPlace {
    QString client; ///< "Claude Desktop"
    QString path;
    int servers = 0;
    QString problem; ///< why it cannot be read; empty: it can
};

} // namespace dyno::ui
