-- Whom alerts are told to, and what they have been told.

-- A channel that alerts are sent to. What was over before it was there is not told to it.
CREATE TABLE alert_channel (
    name       TEXT    NOT NULL PRIMARY KEY,
    entered_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What a channel knows of an alert: that it was opened, acknowledged, closed. Written when the receiver has said that it has it.
CREATE TABLE alert_delivery (
    channel      TEXT    NOT NULL REFERENCES alert_channel,
    alert_id     INTEGER NOT NULL REFERENCES alert,
    event        TEXT    NOT NULL,
    delivered_at INTEGER,                        -- null: over before the channel was there, and never told
    PRIMARY KEY (channel, alert_id, event)
) WITHOUT ROWID;
