-- What is due, what was set aside for it, what was paid on: three journals. Entries are only ever added, and each is
-- whole base units of the income's token; a mistake is mended by a counter-entry.

CREATE TABLE due_entry (
    id         INTEGER NOT NULL PRIMARY KEY,
    income_id  INTEGER NOT NULL REFERENCES income,
    sequence   INTEGER NOT NULL,                 -- 0, 1, 2 … for each income: two writers cannot both add the next one
    chain_id   INTEGER NOT NULL,
    token      BLOB    NOT NULL,
    amount     TEXT    NOT NULL,                 -- signed
    kind       TEXT    NOT NULL CHECK (kind IN ('assessed', 'reversed', 'restored', 'adjusted')),
    entered_at INTEGER NOT NULL,
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address),
    UNIQUE (income_id, sequence)
);

-- What really moved into escrow. income_id is null for what was moved beyond any due: a credit of the token at large.
-- A credit that is used for another income moves by two entries of the same execution that sum to zero.
CREATE TABLE escrow_entry (
    id          INTEGER NOT NULL PRIMARY KEY,
    income_id   INTEGER REFERENCES income,
    chain_id    INTEGER NOT NULL,
    token       BLOB    NOT NULL,
    amount      TEXT    NOT NULL,                -- signed
    execution   TEXT    NOT NULL,                -- hash of the transaction that moved it
    proposal_id INTEGER,
    entered_at  INTEGER NOT NULL,
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address)
);
CREATE INDEX escrow_entry_by_income ON escrow_entry (income_id);
CREATE INDEX escrow_entry_by_execution ON escrow_entry (execution);

-- When the dues were last brought in line with the assessments, and how many of those there were.
CREATE TABLE splitting_pass (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    ran_at      INTEGER NOT NULL,
    assessments INTEGER NOT NULL
);

-- What of the escrow was paid to the tax authority: it closes the dues of these incomes, oldest first.
CREATE TABLE settlement_entry (
    id          INTEGER NOT NULL PRIMARY KEY,
    income_id   INTEGER REFERENCES income,
    chain_id    INTEGER NOT NULL,
    token       BLOB    NOT NULL,
    amount      TEXT    NOT NULL,                -- signed
    execution   TEXT    NOT NULL,
    proposal_id INTEGER,
    entered_at  INTEGER NOT NULL,
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address)
);
CREATE INDEX settlement_entry_by_income ON settlement_entry (income_id);
CREATE INDEX settlement_entry_by_execution ON settlement_entry (execution);
