-- A token is asked at the block of the first payment that is booked in it. Where a reorg takes back that block, and with it
-- all that is booked in the token, its description is orphaned too, and it is asked anew.
ALTER TABLE token ADD COLUMN block_number INTEGER;   -- the block; null where the token was asked at the head, before this was kept
ALTER TABLE token ADD COLUMN orphaned_at INTEGER;    -- when a reorg took it back; null again once it is asked anew
