-- What the beneficiary's balance says of a payment, and what a person let pass that it did not confirm.

-- agreed, disagreed (then it is quarantined), unchecked (nobody could tell), trusted (nobody asked); null where the payment
-- does not say that anything arrived, and in rows that are older than the check.
ALTER TABLE income ADD COLUMN balance_check TEXT CHECK (balance_check IN ('agreed', 'disagreed', 'unchecked', 'trusted'));

-- With disagreed: what the amount would be by what arrived, where that can be told.
ALTER TABLE income ADD COLUMN arrived TEXT;

-- What the chain claims, where a release booked what arrived instead; else the amount is what it claims.
ALTER TABLE income ADD COLUMN claimed TEXT;

-- Quarantined payments that the owner let pass, and why: only ever added. A release holds as long as the claim is the same.
CREATE TABLE income_release (
    id          INTEGER NOT NULL PRIMARY KEY,
    income_id   INTEGER NOT NULL REFERENCES income,
    released_at INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,                -- why it was quarantined
    claimed     TEXT    NOT NULL,
    booked      TEXT    NOT NULL
);
CREATE INDEX income_release_by_income ON income_release (income_id);
