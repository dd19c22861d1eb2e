-- Balances that grow with no event: what the owner had of each at the end of every UTC day.

-- One growing balance of a source: a source may be given another contract or wallet. Its id is the part of its rows in
-- income, whose place is the last block of the day and log index -2147483648: none of them is another's.
CREATE TABLE accrual_series (
    id          INTEGER NOT NULL PRIMARY KEY,
    source_id   INTEGER NOT NULL REFERENCES source,
    contract    BLOB    NOT NULL,
    beneficiary BLOB    NOT NULL,
    token       BLOB    NOT NULL,
    UNIQUE (source_id, contract, beneficiary, token)
);

-- The first row of a series is where it begins: nothing before it is known. principal is what the owner put in less what
-- it took out since then, so that a movement which is found late is made up for on the next day.
CREATE TABLE accrual (
    series_id    INTEGER NOT NULL REFERENCES accrual_series,
    day          TEXT    NOT NULL,               -- 2026-01-31, by UTC
    block_number INTEGER NOT NULL,               -- its last block; where it had none, the last one before
    block_hash   BLOB    NOT NULL,
    balance      TEXT    NOT NULL,
    principal    TEXT    NOT NULL,
    PRIMARY KEY (series_id, day)
) WITHOUT ROWID;
