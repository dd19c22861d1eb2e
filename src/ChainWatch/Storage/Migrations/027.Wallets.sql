-- One log may concern two of the owner's wallets: it divides what comes in among both, or moves it from one to the other. Each is a
-- row of its own; of one wallet, a place on the chain is still recorded once, whichever source tells of it. SQLite changes no
-- constraint of a table, so both are made anew, with all that later migrations added.

CREATE TABLE income_anew (
    id               INTEGER NOT NULL PRIMARY KEY,
    source_id        INTEGER NOT NULL REFERENCES source,
    kind             TEXT    NOT NULL,
    category         TEXT    NOT NULL,
    stage            TEXT    NOT NULL,
    chain_id         INTEGER NOT NULL,
    block_number     INTEGER NOT NULL,
    block_hash       BLOB    NOT NULL,
    log_index        INTEGER NOT NULL,
    part             INTEGER NOT NULL,
    transaction_hash BLOB    NOT NULL,
    occurred_at      INTEGER NOT NULL,
    payer            BLOB    NOT NULL,
    beneficiary      BLOB    NOT NULL,
    token            BLOB    NOT NULL,
    amount           TEXT    NOT NULL,
    quarantine       TEXT,                       -- why it must not be taken at its word
    orphaned_at      INTEGER,                    -- when a reorg took it back; null again if its block returns
    proof            TEXT    NOT NULL DEFAULT 'none',
    note             TEXT,
    balance_check    TEXT CHECK (balance_check IN ('agreed', 'disagreed', 'unchecked', 'trusted')),
    arrived          TEXT,
    claimed          TEXT,
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address),
    UNIQUE (chain_id, block_number, log_index, part, block_hash, beneficiary)
);
INSERT INTO income_anew (id, source_id, kind, category, stage, chain_id, block_number, block_hash, log_index, part, transaction_hash,
    occurred_at, payer, beneficiary, token, amount, quarantine, orphaned_at, proof, note, balance_check, arrived, claimed)
SELECT id, source_id, kind, category, stage, chain_id, block_number, block_hash, log_index, part, transaction_hash,
    occurred_at, payer, beneficiary, token, amount, quarantine, orphaned_at, proof, note, balance_check, arrived, claimed
FROM income ORDER BY id;
DROP TABLE income;
ALTER TABLE income_anew RENAME TO income;
CREATE INDEX income_by_time ON income (occurred_at);
CREATE INDEX income_by_source ON income (source_id, occurred_at);
CREATE INDEX income_quarantined ON income (source_id) WHERE quarantine IS NOT NULL;

CREATE TABLE movement_anew (
    id               INTEGER NOT NULL PRIMARY KEY,
    source_id        INTEGER NOT NULL REFERENCES source,
    contract         BLOB    NOT NULL,           -- whose shares moved: a source may be given another contract
    beneficiary      BLOB    NOT NULL,
    direction        TEXT    NOT NULL,           -- Deposit or Withdrawal
    chain_id         INTEGER NOT NULL,
    block_number     INTEGER NOT NULL,
    block_hash       BLOB    NOT NULL,
    log_index        INTEGER NOT NULL,
    part             INTEGER NOT NULL,
    transaction_hash BLOB    NOT NULL,
    occurred_at      INTEGER NOT NULL,
    token            BLOB    NOT NULL,
    assets           TEXT    NOT NULL,
    shares           TEXT    NOT NULL,
    orphaned_at      INTEGER,
    proof            TEXT    NOT NULL DEFAULT 'none',
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address),
    UNIQUE (chain_id, block_number, log_index, part, block_hash, beneficiary)
);
INSERT INTO movement_anew (id, source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part,
    transaction_hash, occurred_at, token, assets, shares, orphaned_at, proof)
SELECT id, source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part,
    transaction_hash, occurred_at, token, assets, shares, orphaned_at, proof
FROM movement ORDER BY id;
DROP TABLE movement;
ALTER TABLE movement_anew RENAME TO movement;
CREATE INDEX movement_by_source ON movement (source_id, contract, beneficiary, block_number, log_index);
