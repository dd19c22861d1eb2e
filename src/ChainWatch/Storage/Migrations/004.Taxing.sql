-- What is owed on each payment, and why. An assessment is made once and stands: a rule, a rate or a residency that is
-- changed later is for the payments that come after.

-- The text of every rule that an assessment was ever made by; its version is the text's SHA-256.
CREATE TABLE tax_rule (
    version       TEXT    NOT NULL PRIMARY KEY,
    rule_id       TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    first_used_at INTEGER NOT NULL
);

-- The figures are those of the explanation; they stand in columns of their own where a query needs them.
CREATE TABLE assessment (
    income_id     INTEGER NOT NULL PRIMARY KEY REFERENCES income,
    jurisdiction  TEXT    NOT NULL,
    rule_id       TEXT    NOT NULL,
    rule_version  TEXT    NOT NULL REFERENCES tax_rule,
    rule_category TEXT    NOT NULL,              -- what the rule is for: an allowance is counted by it
    tax_year      INTEGER NOT NULL,              -- calendar year in UTC
    basis         TEXT,                          -- what was taxed, in 10^-8 of the currency; null where nobody needed its value
    allowance     TEXT    NOT NULL,              -- what of the basis an allowance left untaxed
    currency      TEXT,
    basis_points  INTEGER NOT NULL,              -- due of the whole, rounded up to a basis point where several rates meet
    due           TEXT    NOT NULL,              -- base units of the payment's token, never negative
    explanation   TEXT    NOT NULL,              -- JSON: every figure that the due follows from
    assessed_at   INTEGER NOT NULL
);
CREATE INDEX assessment_by_year ON assessment (jurisdiction, tax_year);

-- Why a final payment has no assessment; the last reason found. It stays when the payment is assessed after all.
CREATE TABLE assessment_obstacle (
    income_id INTEGER NOT NULL PRIMARY KEY REFERENCES income,
    code      TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    noted_at  INTEGER NOT NULL
);

-- How far the last look for payments to assess went: final blocks of the chain, and incomes that were recorded by then.
CREATE TABLE assessment_reach (
    chain_id    INTEGER NOT NULL PRIMARY KEY REFERENCES chain,
    final_block INTEGER NOT NULL,
    income_id   INTEGER NOT NULL,
    looked_at   INTEGER NOT NULL
);
