-- What a person should look at. A trouble is raised once for as long as it lasts: its key is unique while it is open.
-- An alert is closed when what it says is true no longer, and stays here; acknowledging it only says that it was seen.
CREATE TABLE alert (
    id              INTEGER NOT NULL PRIMARY KEY,
    key             TEXT    NOT NULL,
    severity        TEXT    NOT NULL,             -- info, warning or critical
    subject         TEXT    NOT NULL,
    message         TEXT    NOT NULL,
    hint            TEXT    NOT NULL,             -- what to do or type next
    opened_at       INTEGER NOT NULL,
    acknowledged_at INTEGER,
    closed_at       INTEGER
);
CREATE UNIQUE INDEX alert_open ON alert (key) WHERE closed_at IS NULL;
