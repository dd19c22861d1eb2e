-- What streamed to the owner by the second at a balance's block, in all and from each named payer, where streams make it grow:
-- with the events of the next day, it tells whose the growth of that day is. Null where streams do not, and in rows of before.
ALTER TABLE accrual ADD COLUMN rates TEXT;
