-- Assessments that were made anew because a person corrected a value: what stood before, and why it no longer does.

CREATE TABLE assessment_history (
    id            INTEGER NOT NULL PRIMARY KEY,
    income_id     INTEGER NOT NULL REFERENCES income,
    jurisdiction  TEXT    NOT NULL,
    rule_id       TEXT    NOT NULL,
    rule_version  TEXT    NOT NULL REFERENCES tax_rule,
    rule_category TEXT    NOT NULL,
    tax_year      INTEGER NOT NULL,
    basis         TEXT,
    allowance     TEXT    NOT NULL,
    currency      TEXT,
    basis_points  INTEGER NOT NULL,
    due           TEXT    NOT NULL,
    explanation   TEXT    NOT NULL,
    assessed_at   INTEGER NOT NULL,
    replaced_at   INTEGER NOT NULL,
    corrected_id  INTEGER NOT NULL REFERENCES income, -- the payment whose value was corrected; this one lies above it in the year
    note          TEXT    NOT NULL
);
CREATE INDEX assessment_history_by_income ON assessment_history (income_id);
