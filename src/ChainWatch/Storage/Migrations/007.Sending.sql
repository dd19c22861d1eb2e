-- What was signed to be sent. Each transaction stands here, signed, before it goes out, so that after a crash at any
-- moment the same bytes are sent again. Rows of one account and nonce replace each other: at most one is ever mined.
CREATE TABLE sending (
    id               INTEGER NOT NULL PRIMARY KEY,
    chain_id         INTEGER NOT NULL REFERENCES chain,
    sender           BLOB    NOT NULL,
    nonce            INTEGER NOT NULL,           -- the account's own, not a Safe's
    purpose          TEXT    NOT NULL CHECK (purpose IN ('execution', 'release', 'transfer')),
    proposal_id      INTEGER REFERENCES proposal,
    recipient        BLOB    NOT NULL,
    token            BLOB,                       -- what a release divides
    raw              BLOB    NOT NULL,           -- the signed transaction
    transaction_hash BLOB    NOT NULL UNIQUE,
    gas_limit        INTEGER NOT NULL,
    max_fee          TEXT    NOT NULL,           -- wei per gas
    priority_fee     TEXT    NOT NULL,           -- wei per gas
    signed_at        INTEGER NOT NULL,
    sent_at          INTEGER,                    -- when it was first handed to an endpoint
    mined_in_block   INTEGER,                    -- null again if a reorg took it back
    succeeded        INTEGER,                    -- 1 or 0, as its receipt says
    cost             TEXT,                       -- wei that it cost
    closed_at        INTEGER                     -- when nothing more could come of its account's nonce
);
CREATE INDEX sending_by_account ON sending (chain_id, sender, nonce);
CREATE INDEX sending_by_proposal ON sending (proposal_id);
CREATE INDEX sending_open ON sending (chain_id) WHERE closed_at IS NULL;
