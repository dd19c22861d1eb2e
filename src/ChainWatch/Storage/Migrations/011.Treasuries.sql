-- The Safe's nonce after the block nonce_block, as last read: which nonces are used for good, and what the next stretch of
-- blocks begins with on an endpoint that keeps no old state. Null until a stretch was read.
ALTER TABLE safe_cursor ADD COLUMN nonce INTEGER;
ALTER TABLE safe_cursor ADD COLUMN nonce_block INTEGER;

-- How far the releases of a TaxSplitter have been read; only final blocks are.
CREATE TABLE splitter_cursor (
    chain_id   INTEGER NOT NULL REFERENCES chain,
    splitter   BLOB    NOT NULL,
    next_block INTEGER NOT NULL,
    PRIMARY KEY (chain_id, splitter)
) WITHOUT ROWID;
