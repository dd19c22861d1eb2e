-- What each payment was worth when it came. amount is the value in 10^-8 of the currency, NULL where no price could be
-- trusted; the reason says why. A payment has a row here once it has been tried.
CREATE TABLE valuation (
    income_id    INTEGER NOT NULL PRIMARY KEY REFERENCES income,
    base_units   TEXT    NOT NULL,                -- the income's amount that was valued
    currency     TEXT    NOT NULL,
    amount       TEXT,
    price_source TEXT    NOT NULL,                -- chainlink, pinned, file, manual or none
    evidence     TEXT    NOT NULL,                -- JSON: every figure that the value follows from
    reason       TEXT,                            -- why there is no value
    pricing      TEXT    NOT NULL,                -- fingerprint of the Pricing configuration that was used
    valued_at    INTEGER NOT NULL
);
CREATE INDEX valuation_missing ON valuation (income_id) WHERE amount IS NULL;

-- The audit trail: what stood before a manual value or before a payment was valued anew. Rows are only ever added.
CREATE TABLE valuation_history (
    id           INTEGER NOT NULL PRIMARY KEY,
    income_id    INTEGER NOT NULL REFERENCES income,
    base_units   TEXT    NOT NULL,
    currency     TEXT    NOT NULL,
    amount       TEXT,
    price_source TEXT    NOT NULL,
    evidence     TEXT    NOT NULL,
    reason       TEXT,
    pricing      TEXT    NOT NULL,
    valued_at    INTEGER NOT NULL,
    note         TEXT    NOT NULL,                -- why it was replaced
    replaced_at  INTEGER NOT NULL
);
CREATE INDEX valuation_history_by_income ON valuation_history (income_id);

-- The decimals with which a price feed was first believed. A feed that says others later gives no value.
CREATE TABLE feed (
    chain_id      INTEGER NOT NULL REFERENCES chain,
    address       BLOB    NOT NULL,
    decimals      INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    PRIMARY KEY (chain_id, address)
) WITHOUT ROWID;
