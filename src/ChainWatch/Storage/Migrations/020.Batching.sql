-- What a proposal moves: one transfer, or, asked for by hand, one of each of several tokens in a single transaction.
-- A rejection moves nothing.
CREATE TABLE proposal_transfer (
    proposal_id INTEGER NOT NULL REFERENCES proposal,
    position    INTEGER NOT NULL,                -- 0, 1, 2 … in the order in which they are carried out
    token       BLOB    NOT NULL,
    amount      TEXT    NOT NULL,
    beneficiary BLOB    NOT NULL,
    PRIMARY KEY (proposal_id, position),
    UNIQUE (proposal_id, token)                  -- what arrived of a token is counted for one transfer of it
) WITHOUT ROWID;

INSERT INTO proposal_transfer (proposal_id, position, token, amount, beneficiary)
SELECT id, 0, token, amount, beneficiary FROM proposal WHERE token IS NOT NULL;

ALTER TABLE proposal DROP COLUMN token;
ALTER TABLE proposal DROP COLUMN amount;
ALTER TABLE proposal DROP COLUMN beneficiary;
