-- What was written into files for other programs, so that a later file holds only what is new and importing both doubles
-- nothing. Rows are only ever added.

CREATE TABLE export (
    id          INTEGER NOT NULL PRIMARY KEY,
    format      TEXT    NOT NULL,                -- csv, json, rotki or koinly: each has a history of its own
    file        TEXT    NOT NULL,
    exported_at INTEGER NOT NULL,
    rows        INTEGER NOT NULL
);

-- One line of such a file. The newest of a subject says what the other program has of it: a line with that fingerprint, or,
-- where the fingerprint is empty, nothing any more.
CREATE TABLE export_row (
    id          INTEGER NOT NULL PRIMARY KEY,
    export_id   INTEGER NOT NULL REFERENCES export,
    format      TEXT    NOT NULL,
    subject     TEXT    NOT NULL,                -- what the line is about, for example income:12
    income_id   INTEGER REFERENCES income,       -- null for a transfer
    source      TEXT    NOT NULL,                -- its source and its time: an export that asks for others leaves it alone
    occurred_at INTEGER NOT NULL,
    fingerprint TEXT    NOT NULL,                -- SHA-256 of the line; empty where the line takes an earlier one back
    reversal    TEXT                             -- the line that would take it back
);
CREATE INDEX export_row_by_subject ON export_row (format, subject);
