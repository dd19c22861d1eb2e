-- The river as far as recording. A log becomes a row here and never leaves again: a reorg marks it, nothing deletes it.
-- Hashes and addresses are bytes, amounts are decimal text (base units), times are seconds since 1970-01-01 UTC.

-- What was last seen of each chain. final_block never falls: what was final stays final.
CREATE TABLE chain (
    chain_id    INTEGER NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    head_block  INTEGER,
    head_time   INTEGER,
    final_block INTEGER,
    observed_at INTEGER,
    halted      TEXT                             -- why nothing more is recorded, until a person has looked
);

-- next_block is the source's cursor: every block below it, from from_block on, has been read and recorded.
CREATE TABLE source (
    id          INTEGER NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    chain_id    INTEGER NOT NULL REFERENCES chain,
    definition  TEXT    NOT NULL,                -- what decides which logs are its own; a change starts it anew
    from_block  INTEGER NOT NULL,
    next_block  INTEGER NOT NULL
);

-- The newest blocks that were recorded, each the child of the one before it. A reorg is found by comparing them.
CREATE TABLE block (
    chain_id    INTEGER NOT NULL REFERENCES chain,
    number      INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    parent_hash BLOB    NOT NULL,
    PRIMARY KEY (chain_id, number)
) WITHOUT ROWID;

-- What amounts are counted in, as the token itself says. The zero address is the chain's own coin.
CREATE TABLE token (
    chain_id    INTEGER NOT NULL REFERENCES chain,
    address     BLOB    NOT NULL,
    symbol      TEXT    NOT NULL,
    decimals    INTEGER NOT NULL,
    doubt       TEXT,                            -- why amounts of it must not be taken at their word
    PRIMARY KEY (chain_id, address)
) WITHOUT ROWID;

-- One row for each thing that a log says was paid to the owner. Its identity is where it happened; the block's number,
-- which its hash implies, leads so that the index grows at its end.
CREATE TABLE income (
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
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address),
    UNIQUE (chain_id, block_number, log_index, part, block_hash)
);
CREATE INDEX income_by_time ON income (occurred_at);
CREATE INDEX income_by_source ON income (source_id, occurred_at);

-- The owner's own capital moving in and out of a source: not income, but what gains are measured by.
CREATE TABLE movement (
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
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address),
    UNIQUE (chain_id, block_number, log_index, part, block_hash)
);
CREATE INDEX movement_by_source ON movement (source_id, contract, beneficiary, block_number, log_index);
