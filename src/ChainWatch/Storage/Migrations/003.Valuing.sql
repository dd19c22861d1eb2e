CREATE TABLE valuation (
    income_id    INTEGER NOT NULL PRIMARY KEY REFERENCES income,
    currency     TEXT    NOT NULL,
    amount       TEXT,
    price_source TEXT    NOT NULL,
    evidence     TEXT    NOT NULL,
    reason       TEXT,
    pricing      TEXT    NOT NULL,
    valued_at    INTEGER NOT NULL
);
