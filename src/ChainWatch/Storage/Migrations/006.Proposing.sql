-- What was drafted for the owners of a Safe to sign, how far each draft has come, and what is known of the Safe itself.

-- One Safe transaction. state moves along the arrows of Proposing/ProposalState.cs only; executed and failed are written
-- because an event of the Safe in a final block says so.
CREATE TABLE proposal (
    id               INTEGER NOT NULL PRIMARY KEY,
    state            TEXT    NOT NULL,
    purpose          TEXT    NOT NULL,           -- escrow, settlement, rejection or manual
    chain_id         INTEGER NOT NULL REFERENCES chain,
    safe             BLOB    NOT NULL,
    safe_version     TEXT    NOT NULL,
    nonce            INTEGER NOT NULL,
    recipient        BLOB    NOT NULL,           -- the transaction's to
    value            TEXT    NOT NULL,
    data             BLOB    NOT NULL,
    operation        INTEGER NOT NULL,
    safe_tx_hash     BLOB    NOT NULL UNIQUE,
    threshold        INTEGER NOT NULL,           -- of the Safe when it was drafted
    token            BLOB,                       -- what moves, and how much of it to whom
    amount           TEXT,
    beneficiary      BLOB,
    drafted_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    sent_transaction BLOB,
    executed_in      BLOB,
    reason           TEXT                        -- why it failed, was superseded or rejected
);
CREATE INDEX proposal_by_safe ON proposal (chain_id, safe, nonce);

-- Which dues a transfer to the escrow is for, first come first served.
CREATE TABLE proposal_due (
    proposal_id INTEGER NOT NULL REFERENCES proposal,
    income_id   INTEGER NOT NULL REFERENCES income,
    amount      TEXT    NOT NULL,
    PRIMARY KEY (proposal_id, income_id)
) WITHOUT ROWID;

-- One owner's consent to a proposal; verified before it is written, never replaced.
CREATE TABLE confirmation (
    proposal_id INTEGER NOT NULL REFERENCES proposal,
    owner       BLOB    NOT NULL,
    kind        TEXT    NOT NULL,
    signature   BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (proposal_id, owner)
) WITHOUT ROWID;

-- A Safe as it was seen. A change stops proposing until a person has accepted it.
CREATE TABLE safe_inspection (
    id          INTEGER NOT NULL PRIMARY KEY,
    chain_id    INTEGER NOT NULL REFERENCES chain,
    safe        BLOB    NOT NULL,
    condition   TEXT    NOT NULL,                -- singleton, version, owners, threshold, guard, modules, fallback handler; JSON
    seen_at     INTEGER NOT NULL,
    accepted_at INTEGER,
    UNIQUE (chain_id, safe, condition)
);

-- How far a Safe's own events have been read; only final blocks are.
CREATE TABLE safe_cursor (
    chain_id   INTEGER NOT NULL REFERENCES chain,
    safe       BLOB    NOT NULL,
    next_block INTEGER NOT NULL,
    PRIMARY KEY (chain_id, safe)
) WITHOUT ROWID;
