-- What money is believed on: who said it, and what proves it.

-- Each endpoint as it was last seen. What it is accused of stands in the alerts, where a person acknowledges it.
CREATE TABLE endpoint (
    chain_id        INTEGER NOT NULL REFERENCES chain,
    name            TEXT    NOT NULL,            -- its address without credentials
    state           TEXT    NOT NULL,            -- ok, resting, lagging, contradicting or refused
    latency_ms      INTEGER,
    head_block      INTEGER,
    reason          TEXT,                        -- why it is not ok
    contested_block INTEGER,                     -- the height at which it names another block than the others
    seen_at         INTEGER NOT NULL,
    PRIMARY KEY (chain_id, name)
) WITHOUT ROWID;

-- Blocks up to this one are looked through for logs that were kept back, every one, when they are read again.
ALTER TABLE chain ADD COLUMN verify_to INTEGER;

-- verified: its log is proved by the evidence below. unverified: this chain's blocks cannot be checked. none: nobody asked for it.
ALTER TABLE income ADD COLUMN proof TEXT NOT NULL DEFAULT 'none';
ALTER TABLE movement ADD COLUMN proof TEXT NOT NULL DEFAULT 'none';

-- Evidence, to be checked again without any endpoint: the header hashes to the block's hash, and names the receipts root.
CREATE TABLE block_header (
    chain_id   INTEGER NOT NULL,
    block_hash BLOB    NOT NULL,
    header     BLOB    NOT NULL,                 -- RLP
    PRIMARY KEY (chain_id, block_hash)
);

-- The way from that root to a transaction's receipt, which holds the logs.
CREATE TABLE receipt_proof (
    chain_id          INTEGER NOT NULL,
    block_hash        BLOB    NOT NULL,
    transaction_index INTEGER NOT NULL,
    transaction_hash  BLOB    NOT NULL,          -- as the receipts' sender named it; no receipt holds it
    first_log         INTEGER NOT NULL,          -- index in the block of the receipt's first log
    nodes             BLOB    NOT NULL,          -- RLP list of the trie's nodes, from the root on
    PRIMARY KEY (chain_id, block_hash, transaction_index)
);
