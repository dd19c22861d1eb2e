-- The newest line of a subject is found by reading a format's lines in their order: entering one costs half without this.
DROP INDEX export_row_by_subject;

-- What was exported, so that it can be taken back: many entries together and compressed. Of rows that were entered before this,
-- export_row.reversal is the line itself.
CREATE TABLE export_pack (
    first_row INTEGER NOT NULL PRIMARY KEY REFERENCES export_row,  -- they are of this row, and of rows that follow it
    kept      INTEGER NOT NULL,                                    -- how many
    entries   BLOB    NOT NULL                                     -- as ChainWatch.Reporting.EntryPack writes them
);
