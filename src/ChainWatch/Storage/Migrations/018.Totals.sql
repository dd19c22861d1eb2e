-- How much came in all: what stands of income and is not quarantined, summed by source, token, kind, stage and year (UTC). It follows
-- from income and is kept with it, in the same transaction, so that a long history need not be read to be summed.
CREATE TABLE income_total (
    source_id INTEGER NOT NULL REFERENCES source,
    chain_id  INTEGER NOT NULL,
    token     BLOB    NOT NULL,
    kind      TEXT    NOT NULL,
    stage     TEXT    NOT NULL,
    year      INTEGER NOT NULL,
    payments  INTEGER NOT NULL,
    amount    TEXT    NOT NULL,
    PRIMARY KEY (source_id, chain_id, token, kind, stage, year),
    FOREIGN KEY (chain_id, token) REFERENCES token (chain_id, address)
) WITHOUT ROWID;

INSERT INTO income_total (source_id, chain_id, token, kind, stage, year, payments, amount)
SELECT source_id, chain_id, token, kind, stage, CAST(strftime('%Y', occurred_at, 'unixepoch') AS INTEGER), count(*), exact_sum(amount)
FROM income WHERE orphaned_at IS NULL AND quarantine IS NULL GROUP BY 1, 2, 3, 4, 5, 6;

-- The few that no total holds, to be counted beside them.
CREATE INDEX income_quarantined ON income (source_id) WHERE quarantine IS NOT NULL;
